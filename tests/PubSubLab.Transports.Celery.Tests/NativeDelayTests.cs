using System.Text.Json.Nodes;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Tests.Support;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Quorum queues, and tasks that RabbitMQ keeps until their eta, as Celery 5.5 has both.</summary>
public sealed class NativeDelayTests(Servers servers)
{
    private static readonly CeleryOptions s_options = new() { QueueType = CeleryQueueType.Quorum, NativeDelay = true };

    [Fact]
    public async Task A_queue_is_made_as_quorum_and_one_that_is_there_stays()
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(backend, s_options);
        await using var channel = await RawChannel.OpenAsync(backend);

        // Declared with the same type it is the same queue.
        await channel.DeclareAsync(queue.Name, "x-queue-type", "quorum");
        var classic = $"classic-{Guid.NewGuid():N}";
        await channel.DeclareAsync(classic, "x-queue-type", "classic");
        await using var there = await TestQueue.OpenAsync(backend, s_options, name: classic);
        await there.SubscribeAsync();
        await there.PublishAsync();
        await there.DeliversAsync(1);
    }

    [Fact]
    public async Task A_task_waits_at_the_broker_and_comes_when_it_is_due()
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(backend, s_options);
        await using var other = await TestQueue.OpenAsync(backend, s_options);
        await using var channel = await RawChannel.OpenAsync(backend);
        await queue.SubscribeAsync();
        await other.SubscribeAsync();
        await using var far = new Purge(channel, "celery_delayed_12");
        await queue.PublishAsync("1", ("celery_countdown", "4200"));
        await Eventually.HoldsAsync(async () => await channel.CountAsync("celery_delayed_12") > 0, "it does not wait at the broker");
        await Eventually.HoldsAsync(
            async () => await ((IQueueInspection)queue.Transport).ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken) is { Waiting: 0, Scheduled: >= 1, ScheduledOfAll: true, IsPartial: true },
            "it is not counted as scheduled");
        var before = TimeProvider.System.GetTimestamp();

        await queue.PublishAsync("2", ("celery_countdown", "2.5"));

        await queue.DeliversAsync(1);
        TimeProvider.System.GetElapsedTime(before).ShouldBeGreaterThan(TimeSpan.FromSeconds(2.4));
        queue.Delivered.Single().Task.Text.ShouldBe("2");
        other.Delivered.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retry_waits_at_the_broker_too()
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        await using var channel = await RawChannel.OpenAsync(backend);
        await using var queue = await FailingOnceAsync(backend, TimeSpan.FromSeconds(2));
        await queue.DeliversAsync(2);
        queue.Delivered.Select(d => d.Attempt).ShouldBe([1, 2]);

        // The highest bit of 600 s is the 9th.
        await using var far = new Purge(channel, "celery_delayed_9");
        await using var patient = await FailingOnceAsync(backend, TimeSpan.FromSeconds(600));
        await Eventually.HoldsAsync(async () => await channel.CountAsync("celery_delayed_9") > 0, "it does not wait at the broker");
        queue.Notices.Concat(patient.Notices).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "q", 5, "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.1.q")]
    [InlineData("a.b", "user.7", 1, "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.to:a%2Eb.user.7")]
    [InlineData("", "q", 0.9, null)]
    [InlineData("", "q", 268_435_456, null)]
    public void A_key_begins_with_the_bits_of_the_countdown(string exchange, string key, double seconds, string? expected)
    {
        var now = new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
        var message = new CeleryMessage { Headers = new JsonObject { ["eta"] = CeleryTime.Write(now.AddSeconds(seconds)) }, Body = default };

        NativeDelay.KeyOf(message, now, exchange, key).ShouldBe(expected);
    }

    private static async Task<TestQueue> FailingOnceAsync(TestBackend backend, TimeSpan wait)
    {
        var queue = await TestQueue.OpenAsync(backend, s_options, change: s => s with { MinimumBackoff = wait, MaximumBackoff = wait });
        await queue.SubscribeAsync((d, _) => Task.FromResult(d.Attempt == 1 ? Verdict.Nack : Verdict.Ack));
        await queue.PublishAsync();
        return queue;
    }

    private sealed class Purge(RawChannel channel, string queue) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await channel.Channel.QueuePurgeAsync(queue);
    }
}
