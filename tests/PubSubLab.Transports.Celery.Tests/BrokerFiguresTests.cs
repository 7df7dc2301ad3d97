using System.Text;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Tests.Support;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>The figures of a queue as its broker has them, whichever program published and took the tasks.</summary>
public sealed class BrokerFiguresTests(Servers servers)
{
    [Fact]
    public async Task Redis_tells_what_is_scheduled_and_retried_whoever_has_it()
    {
        Needs.Skip("redis");
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync("redis"), change: s => s with { MinimumBackoff = TimeSpan.FromMinutes(5), MaximumBackoff = TimeSpan.FromMinutes(5) });
        await queue.PublishAsync("1");
        await queue.PublishAsync("2", ("celery_countdown", "600"));
        await queue.PublishAsync("3", ("celery_countdown", "900"));

        var waits = await ReadAsync(queue);
        (waits.IsTaskQueue, waits.Waiting, waits.Scheduled, waits.Retrying, waits.HighestAttempt).ShouldBe((true, 3, 2, 0, null));
        waits.NextDueIn.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));

        // A worker takes them all, keeps the scheduled ones, and nacks the third.
        await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack), ackDeadline: TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(
            async () => await ReadAsync(queue) is { Waiting: 0, Scheduled: 3, Retrying: 1, HighestAttempt: 2 } taken && taken.NextDueIn < TimeSpan.FromMinutes(6),
            "the worker's tasks are not counted");
    }

    [Fact]
    public async Task Redis_counts_what_Python_schedules_and_the_results_of_both()
    {
        Needs.Skip("redis", python: true);
        var backend = await servers.AloneAsync("redis");
        await using var queue = await TestQueue.OpenAsync(backend);
        await PythonProducer.RunAsync(backend, queue.Name, "echo", "--countdown", "300", "--wait", "0");
        (await ReadAsync(queue)).Scheduled.ShouldBe(1);
        await using var python = await PythonWorker.StartAsync(backend, queue.Name);
        await Eventually.HoldsAsync(async () => await ReadAsync(queue) is { Waiting: 0, Scheduled: 1, Unacknowledged: 1 }, "Python's scheduled task is not counted");

        await PythonProducer.RunAsync(backend, queue.Name, "echo");
        await PythonProducer.RunAsync(backend, queue.Name, "nothing-of-this-name", "--wait", "0");
        await queue.PublishAsync("1");
        await Eventually.HoldsAsync(async () => (await ReadAsync(queue)).Results is { Succeeded: 2 }, "the results are not counted");
    }

    [Fact]
    public async Task Redis_counts_dead_letters()
    {
        Needs.Skip("redis");
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync("redis"), change: s => s with { DeadLetterTopic = $"{s.Name}-dead", MaxDeliveryAttempts = 1 });
        var letters = new Topology([$"{queue.Name}-dead"], [new SubscriptionSpec($"{queue.Name}-dead-sub", $"{queue.Name}-dead")]);
        await queue.Transport.EnsureAsync(letters, TestContext.Current.CancellationToken);
        (await ReadAsync(queue)).Dead.ShouldBe(0);
        await queue.PublishAsync("1");
        await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack));

        await Eventually.HoldsAsync(async () => (await ReadAsync(queue)).Dead == 1, "the dead letter is not counted");
        await queue.Transport.RemoveAsync(letters, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_is_no_task_and_what_is_too_long_to_read_is_counted_all_the_same()
    {
        Needs.Skip("redis");
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync("redis"));
        await using var raw = await StoredResults.OpenAsync(queue.Backend);
        var data = raw.Database;
        foreach (var junk in new[] { "", "\u0000\u00ff", "[]", "7", "{\"headers\":7}", "{\"headers\":{\"eta\":7,\"retries\":\"many\"}}", "{\"headers\":{\"eta\":\"soon\",\"retries\":-4}}" })
        {
            await data.ListLeftPushAsync(queue.Name, junk);
            await data.HashSetAsync("unacked", $"tag-{junk}", $"[{junk}]");
            await data.SortedSetAddAsync("unacked_index", $"tag-{junk}", 1);
        }

        await data.SortedSetAddAsync("unacked_index", "nowhere", 2);
        var state = await ReadAsync(queue);
        (state.Waiting, state.Unacknowledged, state.Scheduled, state.Retrying, state.IsPartial).ShouldBe((7, 7, 0, 0, false));

        await data.ListLeftPushAsync(queue.Name, new string('x', 70_000));
        (await ReadAsync(queue)).IsPartial.ShouldBeTrue();
    }

    [Fact]
    public async Task A_long_queue_is_counted_whole_and_read_in_part()
    {
        Needs.Skip("redis");
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync("redis"));
        for (var i = 0; i < 600; i++)
        {
            await queue.PublishAsync("1", ("celery_countdown", "600"));
        }

        var state = await ReadAsync(queue);
        (state.Waiting, state.Scheduled, state.IsPartial).ShouldBe((600, 500, true));
    }

    [Fact]
    public async Task What_AMQP_does_not_tell_is_unknown()
    {
        Needs.Skip("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync("rabbitmq"), change: s => s with { DeadLetterTopic = $"{s.Name}-dead", MaxDeliveryAttempts = 1 });
        await queue.Transport.EnsureAsync(
            new Topology([$"{queue.Name}-dead"], [new SubscriptionSpec($"{queue.Name}-dead-sub", $"{queue.Name}-dead")]), TestContext.Current.CancellationToken);
        await queue.PublishAsync("1");

        var state = await ReadAsync(queue);
        (state.IsTaskQueue, state.Waiting, state.Unacknowledged, state.Scheduled, state.Retrying, state.Dead).ShouldBe((true, 1, null, null, null, 0));
        state.Results.ShouldNotBeNull("they are on Redis");

        await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack));
        await Eventually.HoldsAsync(async () => (await ReadAsync(queue)).Dead == 1, "the dead letter is not counted");
    }

    [Fact]
    public void A_backlog_of_Pubsub_that_can_be_looked_into_tells_etas_and_retries()
    {
        var now = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
        var view = new Peeked(Envelope(0, null), Envelope(2, now.AddMinutes(3)), Envelope(0, now.AddMinutes(1)), Envelope(0, now.AddMinutes(-1)), "no envelope"u8.ToArray());

        var state = PubSubQueueLook.Count(new BacklogState(4, 1, null), view, "kombu-q", now);
        (state.Scheduled, state.NextDueIn, state.Retrying, state.HighestAttempt, state.IsPartial).ShouldBe((2, TimeSpan.FromMinutes(1), 1, 3, false));

        var long_ = PubSubQueueLook.Count(new BacklogState(600, 0, null), view, "kombu-q", now);
        (long_.IsTaskQueue, long_.Scheduled, long_.Retrying).ShouldBe((true, null, null));
    }

    private static byte[] Envelope(int retries, DateTimeOffset? eta) => KombuEnvelope.Write(
        CeleryMessages.Create(new Handlers.LabTask("1"u8.ToArray(), new Dictionary<string, string>()), "id", new CeleryOptions()).Retry(retries, eta), "q");

    private static async Task<BacklogState> ReadAsync(TestQueue queue) =>
        (await ((IQueueInspection)queue.Transport).ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private sealed class Peeked(params byte[][] bodies) : IBacklogView
    {
        public BacklogState? Read(string subscription) => null;

        public IReadOnlyList<WaitingMessage>? Peek(string subscription, int most) =>
            [.. bodies.Select(b => new WaitingMessage("1", "waits", false, 0, TimeSpan.Zero, new Dictionary<string, string>(), "") { Data = b })];
    }
}
