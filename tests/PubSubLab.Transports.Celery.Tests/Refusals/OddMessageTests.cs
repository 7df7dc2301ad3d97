using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Refusals;

/// <summary>
/// Every odd message on every broker: it is handled, or it is refused once, with a sentence, with a result where its id can be known, and with a
/// dead letter. The worker goes on in any case, and with all of its places.
/// </summary>
public sealed class OddMessageTests(Servers servers)
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var one in OddMessage.All)
        {
            data.Add("redis", one.Name);
            data.Add("gcpubsub", one.Name);
            if (!one.Make("").IsEnvelopeOnly)
            {
                data.Add("rabbitmq", one.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_odd_message_is_handled_or_refused_once_and_the_worker_goes_on(string name, string @case)
    {
        Needs.Skip(name);
        var odd = OddMessage.All.Single(c => c.Name == @case);
        var id = Guid.NewGuid().ToString();
        var letters = $"letters-{id}";
        await using var queue = await TestQueue.OpenAsync(
            await servers.BackendAsync(name), change: spec => new RetryRule { Attempts = 5 }.ApplyTo(spec, $"{letters}-topic"));
        var dead = new Topology([$"{letters}-topic"], [new SubscriptionSpec(letters, $"{letters}-topic")]);
        await queue.Transport.EnsureAsync(dead, TestContext.Current.CancellationToken);
        await odd.Make(id).SendAsync(queue);
        await queue.PublishAsync("\"next\"");

        // One place: a message without an answer would keep it.
        var worker = await queue.SubscribeAsync(maxInFlight: 1, ackDeadline: TimeSpan.FromMinutes(5));

        await Eventually.HoldsAsync(() => queue.Delivered.Any(d => d.Task.Text == "\"next\""), $"the next task is not handled; {string.Join(" ", queue.Notices)}");
        await using var results = await StoredResults.OpenAsync(queue.Backend);
        if (odd.Sentence is null)
        {
            await queue.DeliversAsync(2);
            (await results.GetAsync(id)).GetProperty("status").GetString().ShouldBe("SUCCESS");
            queue.Notices.ShouldBeEmpty();
        }
        else
        {
            await queue.SaysAsync(odd.Sentence);
            queue.Notices.Single().ShouldStartWith($"A message in queue '{queue.Name}' was refused and removed: ");
        }

        if (odd.Type is { } type)
        {
            var result = await results.GetAsync(id);
            result.GetProperty("status").GetString().ShouldBe("FAILURE");
            result.GetProperty("result").GetProperty("exc_type").GetString().ShouldBe(type);
            queue.Notices.Single().ShouldEndWith($" Its task is {id}.");
        }

        await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();
        queue.Delivered.Count.ShouldBe(odd.Sentence is null ? 2 : 1);
        await HasAsync(queue, queue.Name, 0);
        await HasAsync(queue, letters, odd.Sentence is null ? 0 : 1);
        await queue.Transport.RemoveAsync(dead, TestContext.Current.CancellationToken);
    }

    private Task HasAsync(TestQueue queue, string name, long count) => Eventually.HoldsAsync(
        async () => queue.Backend.Name == "gcpubsub"
            ? (await servers.EmulatorAsync()).Count(name) == (count, 0)
            : await ((IQueueInspection)queue.Transport).ReadBacklogAsync(name, TestContext.Current.CancellationToken) is { } state && state.Waiting == count,
        $"{name} never has {count}");
}
