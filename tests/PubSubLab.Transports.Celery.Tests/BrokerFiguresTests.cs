using System.Text;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Tests.Support;
using PubSubLab.Transports.PubSub;
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
    public async Task A_backlog_of_Pubsub_that_can_be_looked_into_tells_etas_and_retries()
    {
        var now = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
        var told = new Peeked(Envelope(0, null), Envelope(2, now.AddMinutes(3)), Envelope(0, now.AddMinutes(1)), Envelope(0, now.AddMinutes(-1)), "no envelope"u8.ToArray());
        Task<BacklogState> CountAsync(long waiting, Peeked peeked) =>
            PubSubQueueLook.CountAsync(new BacklogState(waiting, 1, null), peeked, "kombu-q", now, TestContext.Current.CancellationToken);

        var state = await CountAsync(4, told);
        (state.Unacknowledged, state.Scheduled, state.NextDueIn, state.Retrying, state.HighestAttempt, state.IsPartial).ShouldBe((1, 2, TimeSpan.FromMinutes(1), 1, 3, false));

        // One too large to be read, and one whose body the emulator left out.
        (await CountAsync(4, new Peeked(Envelope(0, now.AddMinutes(3)), new byte[70_000]))).IsPartial.ShouldBeTrue();
        (await CountAsync(4, new Peeked(Envelope(0, now.AddMinutes(3)), []))).IsPartial.ShouldBeTrue();

        var long_ = await CountAsync(600, told);
        (long_.IsTaskQueue, long_.Scheduled, long_.Retrying).ShouldBe((true, null, null));
    }

    [Fact]
    public async Task An_emulator_in_another_process_tells_the_figures_of_its_queues()
    {
        var emulator = await servers.EmulatorAsync();
        using var control = new EmulatorControl(emulator.Endpoint, EmulatorServer.Project, TimeProvider.System);
        await using var queue = await TestQueue.OpenAsync(
            new TestBackend("gcpubsub", emulator.Endpoint, "") { Inspection = control }, change: s => s with { DeadLetterTopic = $"{s.Name}-dead", MaxDeliveryAttempts = 1 });
        await queue.Transport.EnsureAsync(new Topology([$"{queue.Name}-dead"], [new SubscriptionSpec($"{queue.Name}-dead-sub", $"{queue.Name}-dead")]), TestContext.Current.CancellationToken);
        await queue.PublishAsync("1");
        await queue.PublishAsync("2", ("celery_countdown", "600"));

        var state = await ReadAsync(queue);
        (state.IsTaskQueue, state.Waiting, state.Unacknowledged, state.Scheduled, state.Retrying, state.Dead).ShouldBe((true, 2, 0, 1, 0, 0));

        await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack));
        await Eventually.HoldsAsync(async () => await ReadAsync(queue) is { Waiting: 0, Unacknowledged: 1, Scheduled: 1, Dead: 1 }, "taken and dead tasks are not counted");
    }

    [Fact]
    public async Task A_Pubsub_that_tells_nothing_has_unknown_figures()
    {
        var emulator = await servers.EmulatorAsync();
        await using var queue = await TestQueue.OpenAsync(new TestBackend("gcpubsub", emulator.Endpoint, ""));
        await queue.PublishAsync("1");

        (await ReadAsync(queue)).ShouldBe(BacklogState.Unknown);
    }

    private static byte[] Envelope(int retries, DateTimeOffset? eta) => KombuEnvelope.Write(
        CeleryMessages.Create(new Handlers.LabTask("1"u8.ToArray(), new Dictionary<string, string>()), "id", new CeleryOptions()).Retry(retries, eta), "q");

    private static async Task<BacklogState> ReadAsync(TestQueue queue) =>
        (await ((IQueueInspection)queue.Transport).ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private sealed class Peeked(params byte[][] bodies) : IBacklogInspection
    {
        public Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation) => Task.FromResult<BacklogState?>(null);

        public Task<IReadOnlyList<WaitingMessage>?> PeekAsync(string subscription, int most, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<WaitingMessage>?>(
            [.. bodies.Select(b => new WaitingMessage("1", "waits", false, 0, TimeSpan.Zero, new Dictionary<string, string>(), b))]);
    }
}
