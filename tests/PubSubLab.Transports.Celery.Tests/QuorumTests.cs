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
        await Eventually.HoldsAsync(async () => await channel.CountConsumersAsync(name) == 1, "the room of the tasks that waited stays");
        await full.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();
        queue.Delivered.Select(d => d.Task.Text).Order().ShouldBe(["1", "2", "3", "4", "5"]);
        (await channel.CountAsync(name)).ShouldBe(0u);
        await Eventually.HoldsAsync(async () => await channel.CountConsumersAsync(name) == 0, "a consumer is left");
        queue.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Doctor_publish_and_worker_use_nothing_that_RabbitMq_4_3_refuses()
    {
        Needs.Skip("rabbitmq");
        await using var rabbit = await RabbitMqServer.StartAsync();
        var backend = new TestBackend("rabbitmq", rabbit.Url, (await servers.BackendAsync("redis")).Url);
        foreach (var verb in new[] { "doctor", "publish" })
        {
            await using var program = LabProgram.Start(backend, verb, "--topic", "lab", "--subscription", "lab-sub");
            await program.EndAsync().EndsAsync();
            program.ExitCode.ShouldBe(0, program.Said);
        }

        await using var queue = await TestQueue.OpenAsync(backend);
        await queue.SubscribeAsync(maxInFlight: 1);
        await queue.PublishAsync("1", ("celery_countdown", "3600"));

        // The worker's, one beside the task that waits, and one for commands.
        await Eventually.HoldsAsync(async () => await CountConsumersAsync(rabbit) == "3", "no room is made beside the task that waits");

        // A global prefetch, and queues that are neither durable nor exclusive.
        (await rabbit.EvaluateAsync("lists:usort([N || [{global_prefetch_count, N}] <- rabbit_channel:info_all([global_prefetch_count])]).")).Trim().ShouldBe("[0]");
        (await rabbit.EvaluateAsync("[Q || Q <- rabbit_amqqueue:list(), not amqqueue:is_durable(Q), amqqueue:get_exclusive_owner(Q) =:= none].")).Trim().ShouldBe("[]");
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

    private static async Task<string> CountConsumersAsync(RabbitMqServer rabbit) =>
        (await rabbit.EvaluateAsync("lists:sum([N || [{consumer_count, N}] <- rabbit_channel:info_all([consumer_count])]).")).Trim();
}
