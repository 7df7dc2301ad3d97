using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Tests.Refusals;

/// <summary>Headers that only AMQP's tables can have.</summary>
public sealed class OddTableTests(Servers servers)
{
    [Theory]
    [InlineData("bytes that are no text", 0)]
    [InlineData("a table of tables", 100)]
    public async Task A_header_that_JSON_cannot_hold_is_taken_and_goes_along(string what, int levels)
    {
        Needs.Skip("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("rabbitmq"));
        await SendAsync(queue, "1", levels);

        await queue.SubscribeAsync((d, _) => Task.FromResult(d.Attempt == 1 ? Verdict.Nack : Verdict.Ack), maxInFlight: 1);

        // Its next attempt is written again, and read.
        await queue.DeliversAsync(2);
        queue.Notices.ShouldBeEmpty(what);
    }

    [Fact]
    public async Task Tables_that_are_nested_too_deep_are_refused_with_a_result()
    {
        Needs.Skip("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("rabbitmq"));
        var id = Guid.NewGuid().ToString();
        await SendAsync(queue, id, 10_000);
        await queue.PublishAsync("\"next\"");

        await queue.SubscribeAsync(maxInFlight: 1);

        await queue.DeliversAsync(1);
        queue.Notices.Single().ShouldContain("its headers are nested deeper than 500 levels");
        await using var results = await StoredResults.OpenAsync(queue.Backend);
        (await results.GetAsync(id)).GetProperty("status").GetString().ShouldBe("FAILURE");
    }

    private static async Task SendAsync(TestQueue queue, string id, int levels)
    {
        object odd = new byte[] { 0xff };
        for (; levels > 0; levels--)
        {
            odd = new List<object> { odd };
        }

        var properties = new BasicProperties
        {
            Headers = new Dictionary<string, object?> { ["id"] = id, ["task"] = "echo", ["odd"] = odd }, ContentType = "application/json",
        };
        await using var raw = await RawChannel.OpenAsync(queue.Backend);
        await raw.Channel.BasicPublishAsync("", queue.Name, mandatory: true, properties, "[[1], {}, {}]"u8.ToArray());
        await Eventually.HoldsAsync(async () => await raw.CountAsync(queue.Name) == 1, "it is not in the queue");
    }
}
