using System.Text.RegularExpressions;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>A Redis at its maxmemory.</summary>
public sealed class FullRedisTests
{
    [Fact]
    public async Task A_worker_starts_empties_the_queue_acknowledges_and_says_each_result_that_is_lost()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync();
        await using var queue = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        await using var books = await StoredResults.OpenAsync(queue.Backend);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await queue.PublishAsync($"{i}"));
        }

        await SetMaxMemoryAsync(redis, "1");
        var sentence = $"Redis at 127.0.0.1:{redis.Port} is at its maxmemory and takes nothing more. Let workers empty its queues, or raise maxmemory.";
        (await Should.ThrowAsync<LabException>(() => queue.PublishAsync())).Message.ShouldBe(sentence);
        await queue.Transport.EnsureAsync(queue.Topology, TestContext.Current.CancellationToken);
        var confirmed = 0;
        var worker = await queue.SubscribeAsync(async (delivery, _) =>
        {
            Interlocked.Add(ref confirmed, await delivery.Settle!(Verdict.Ack) ? 1 : 0);
            return Verdict.Ack;
        });
        await queue.DeliversAsync(5);

        // An idle worker is no broken one, though Redis refuses the command by which it waits.
        await Eventually.HoldsAsync(
            async () => Regex.IsMatch((string)(await books.Database.ScriptEvaluateAsync("return redis.call('INFO', 'commandstats')"))!, "cmdstat_blmove:.*rejected_calls=([2-9]|[1-9][0-9])", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)),
            "the worker does not wait");
        await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();

        confirmed.ShouldBe(5);
        (await books.Database.HashLengthAsync("unacked")).ShouldBe(0);
        queue.Notices.Order().ShouldBe(ids.Select(id => $"The result of task {id} (SUCCESS) could not be stored: {sentence}").Order());
        await SetMaxMemoryAsync(redis, "0");
    }

    [Fact]
    public async Task A_task_for_several_queues_is_in_all_of_them_or_in_none()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync();
        await using var queue = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        await using var books = await StoredResults.OpenAsync(queue.Backend);
        await queue.Transport.EnsureAsync(
            new Topology([queue.Topic], [new SubscriptionSpec($"{queue.Name}-2", queue.Topic)]), TestContext.Current.CancellationToken);
        await queue.PublishAsync("1");
        await SetMaxMemoryAsync(redis, "1");

        (await Should.ThrowAsync<LabException>(() => queue.PublishAsync("2"))).Message.ShouldContain("is at its maxmemory");

        (await books.Database.ListLengthAsync(queue.Name)).ShouldBe(1);
        (await books.Database.ListLengthAsync($"{queue.Name}-2")).ShouldBe(1);
        await SetMaxMemoryAsync(redis, "0");
    }

    [Fact]
    public async Task A_task_with_an_eta_one_of_a_dead_worker_and_one_that_fails_for_good_move_on()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync();
        await using var queue = await TestQueue.OpenAsync(
            new TestBackend("redis", redis.Url, redis.Url), change: s => s with { DeadLetterTopic = $"{s.Name}-dead", MaxDeliveryAttempts = 5 });
        await using var books = await StoredResults.OpenAsync(queue.Backend);
        var dead = $"{queue.Name}-dead";
        await queue.Transport.EnsureAsync(new Topology([dead], [new SubscriptionSpec(dead, dead)]), TestContext.Current.CancellationToken);
        var doomed = await queue.SubscribeAsync(QueueTests.NeverAsync, "doomed", ackDeadline: TimeSpan.FromHours(1));
        await queue.PublishAsync("\"left\"");
        await queue.DeliversAsync(1);
        doomed.Sever();
        await queue.PublishAsync("\"eta\"", ("celery_countdown", "3"));
        await queue.PublishAsync("\"fails\"");
        await SetMaxMemoryAsync(redis, "1");

        await queue.SubscribeAsync(
            (delivery, _) => Task.FromResult(delivery.Task.Text == "\"fails\"" ? Verdict.Nack : Verdict.Ack), "other", ackDeadline: TimeSpan.FromSeconds(1));

        await queue.DeliversAsync(8);
        await Eventually.HoldsAsync(async () => await books.Database.ListLengthAsync(dead) == 1, "the dead letter is not there");
        await Eventually.HoldsAsync(async () => await books.Database.HashLengthAsync("unacked") == 0, "a task is still outstanding");
        queue.Delivered.GroupBy(d => d.Task.Text).Select(g => (g.Key, g.Count())).Order().ShouldBe([("\"eta\"", 1), ("\"fails\"", 5), ("\"left\"", 2)]);
        queue.Notices.ShouldAllBe(n => n.StartsWith("The result of task ", StringComparison.Ordinal));
        await SetMaxMemoryAsync(redis, "0");
    }

    [Fact]
    public async Task An_attempt_that_is_refused_after_an_early_acknowledgement_is_said_to_be_lost()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync();
        await using var queue = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url), new CeleryOptions { AcksLate = false });
        await queue.PublishAsync();
        await SetMaxMemoryAsync(redis, "1");

        await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack));

        await Eventually.HoldsAsync(() => queue.Notices.Any(n => n.StartsWith("Publishing the next attempt failed", StringComparison.Ordinal)), "nothing is said");
        var said = queue.Notices.Single(n => n.StartsWith("Publishing the next attempt failed", StringComparison.Ordinal));
        said.ShouldContain("The task is lost");
        said.ShouldNotContain("comes again");
        await SetMaxMemoryAsync(redis, "0");
    }

    private static async Task SetMaxMemoryAsync(RedisServer redis, string bytes)
    {
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{redis.Port},allowAdmin=true");
        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", bytes);
    }
}
