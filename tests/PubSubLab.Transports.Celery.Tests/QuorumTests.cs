using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Prefetch as quorum queues, and RabbitMQ from 4.3 on, want it: a consumer at a time.</summary>
public sealed class QuorumTests(Servers servers)
{
    [Theory]
    [InlineData("quorum")]
    [InlineData("classic")]
    public async Task A_full_worker_gets_no_more_and_a_task_that_waits_for_its_eta_takes_no_place(string type)
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        var name = $"{type}-{Guid.NewGuid():N}";
        await using var channel = await RawChannel.OpenAsync(backend);
        await channel.DeclareAsync(name, "x-queue-type", type);
        var time = new MovableTime();
        await using var queue = await TestQueue.OpenAsync(backend, new CeleryOptions { Time = time }, name: name);
        var finish = new TaskCompletionSource();
        var full = await queue.SubscribeAsync(
            async (_, cancellation) =>
            {
                await finish.Task.WaitAsync(cancellation);
                return Verdict.Ack;
            },
            "full", maxInFlight: 1);

        // Three wait for their eta, the fourth is run, and the fifth stays in the queue.
        foreach (var task in new[] { "1", "2", "3" })
        {
            await queue.PublishAsync(task, ("celery_countdown", "3600"));
        }

        await Eventually.HoldsAsync(() => time.Timers == 3, "not all three wait");
        await queue.PublishAsync("4");
        await queue.DeliversAsync(1);
        await queue.PublishAsync("5");
        (await channel.CountAsync(name)).ShouldBe(1u);

        // All five are run, and none is left unacknowledged.
        time.Move(TimeSpan.FromHours(1));
        finish.SetResult();
        await queue.DeliversAsync(5);
        await full.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();
        queue.Delivered.Select(d => d.Task.Text).Order().ShouldBe(["1", "2", "3", "4", "5"]);
        (await channel.CountAsync(name)).ShouldBe(0u);
        await Eventually.HoldsAsync(async () => await channel.CountConsumersAsync(name) == 0, "a consumer is left");
        queue.Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("quorum")]
    [InlineData("classic")]
    public async Task A_worker_that_stops_while_a_task_waits_for_its_eta_leaves_no_consumer_and_gives_the_task_back(string type)
    {
        Needs.Skip("rabbitmq");
        var backend = await servers.BackendAsync("rabbitmq");
        var name = $"{type}-{Guid.NewGuid():N}";
        await using var channel = await RawChannel.OpenAsync(backend);
        await channel.DeclareAsync(name, "x-queue-type", type);
        var time = new MovableTime();
        await using var queue = await TestQueue.OpenAsync(backend, new CeleryOptions { Time = time }, name: name);
        var worker = await queue.SubscribeAsync(maxInFlight: 1);
        await queue.PublishAsync("1", ("celery_countdown", "3600"));
        await Eventually.HoldsAsync(() => time.Timers == 1, "nothing waits");

        await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();

        // A quorum queue counts its consumers a moment later.
        await Eventually.HoldsAsync(async () => await channel.CountConsumersAsync(name) == 0, "a consumer is left");
        await Eventually.HoldsAsync(async () => await channel.CountAsync(name) == 1, "the task is not given back");
        queue.Notices.ShouldBeEmpty();
    }
}
