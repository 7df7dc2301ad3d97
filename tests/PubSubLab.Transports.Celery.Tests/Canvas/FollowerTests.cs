using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Tests.Support;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Tests.Canvas;

/// <summary>Followers that go wrong: the caller is told, and no task is lost.</summary>
public sealed class FollowerTests(Servers servers)
{
    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_follower_for_a_queue_that_is_not_there_is_said_and_the_task_goes_to_the_dead_letter_topic(string name)
    {
        Needs.Skip(name);
        await using var dead = await TestQueue.OpenAsync(await servers.AloneAsync(name));
        await dead.SubscribeAsync(ackDeadline: TimeSpan.FromMinutes(5));
        await using var queue = await TestQueue.OpenAsync(dead.Backend, change: spec => spec with { DeadLetterTopic = dead.Topic });
        await queue.SubscribeAsync(ackDeadline: TimeSpan.FromMinutes(5));
        await using var results = await StoredResults.OpenAsync(queue.Backend);

        var id = $"{Guid.NewGuid()}";

        // On Redis the exchange decides: any list can be pushed to.
        await SendAsync(queue, results, id, """{"callbacks": [{"task": "echo", "args": [], "kwargs": {}, "options": {"exchange": "nowhere", "routing_key": "x"}, "subtask_type": null, "immutable": false}]}""");

        var result = await results.GetAsync(id);
        result.GetProperty("status").GetString().ShouldBe("FAILURE");
        result.GetProperty("result").GetProperty("exc_message")[0].GetString()!.ShouldStartWith("the task is done, but what follows it could not be sent: ");
        await queue.SaysAsync("is done, but what follows it could not be sent");
        await dead.DeliversAsync(1);
        queue.Delivered.Count.ShouldBe(1, "its handler runs once");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_part_of_a_chord_that_runs_twice_counts_once(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync();
        await using var results = await StoredResults.OpenAsync(queue.Backend);
        var group = $"{Guid.NewGuid()}";
        await results.Database.StringSetAsync($"celery-taskset-meta-{group}.s", 2);
        var chord = """{"chord": {"task": "echo", "args": [], "kwargs": {}, "options": {"task_id": "BODY"}, "subtask_type": null, "immutable": false}}""".Replace("BODY", $"body-{group}", StringComparison.Ordinal);

        await SendAsync(queue, results, $"a-{group}", chord, group, 0);
        await results.GetAsync($"a-{group}");
        await SendAsync(queue, results, $"a-{group}", chord, group, 0);
        await queue.DeliversAsync(2);
        await Eventually.HoldsAsync(async () => await results.Database.SortedSetLengthAsync($"celery-taskset-meta-{group}.j") == 1, "the part is not counted once");
        queue.Delivered.ShouldNotContain(d => d.MessageId == $"body-{group}", "one of two parts is missing");
        await SendAsync(queue, results, $"b-{group}", chord, group, 1);

        (await results.GetAsync($"body-{group}")).GetProperty("status").GetString().ShouldBe("SUCCESS");
        queue.Delivered.Single(d => d.MessageId == $"body-{group}").Task.Text.ShouldBe("""[{"worker":"w1","attempt":1},{"worker":"w1","attempt":1}]""");
    }

    [Fact]
    public async Task A_chord_without_results_is_said()
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(backend with { ResultUrl = "" });
        await queue.SubscribeAsync();
        await using var results = await StoredResults.OpenAsync(backend);

        await SendAsync(queue, results, "1", """{"chord": {"task": "echo", "args": [], "kwargs": {}, "options": {}, "subtask_type": null, "immutable": false}}""", "g", 0);

        await queue.SaysAsync("A chord needs results: set CELERY_RESULT_URL");
        queue.Delivered.Count.ShouldBe(1);
    }

    /// <summary>Puts a message of Python's into the queue.</summary>
    private static async Task SendAsync(TestQueue queue, StoredResults results, string id, string embed, string? group = null, int? index = null)
    {
        var message = new CeleryMessage
        {
            Headers = new JsonObject { ["task"] = "echo", ["id"] = id, ["root_id"] = id, ["group"] = group, ["group_index"] = index, ["retries"] = 0 },
            Body = Encoding.UTF8.GetBytes($"[[1], {{}}, {embed}]"),
        };
        if (queue.Backend.Name == "redis")
        {
            await results.Database.ListLeftPushAsync(queue.Name, KombuEnvelope.Write(message, queue.Name));
            return;
        }

        await using var channel = await RawChannel.OpenAsync(queue.Backend);
        await channel.Channel.BasicPublishAsync(
            "", queue.Name, mandatory: true, PubSubLab.Transports.Celery.RabbitMq.AmqpHeaders.Write(message), message.Body, TestContext.Current.CancellationToken);
    }
}
