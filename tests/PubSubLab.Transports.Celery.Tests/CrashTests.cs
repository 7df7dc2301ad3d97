using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Redis;
using PubSubLab.Transports.Celery.Tests.Support;
using StackExchange.Redis;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Workers and brokers that die with outstanding tasks.</summary>
public sealed class CrashTests(Servers servers)
{
    private static readonly RedisKeys s_keys = new(new RedisNaming());

    /// <summary>Redis is busy for 600 ms and then serves the waiting client. KEYS: the queue a task is in, the queue it goes to.</summary>
    private const string BusyThenMove = """
        local function now() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end
        local start = now()
        while now() - start < 600 do end
        return redis.call('LMOVE', KEYS[1], KEYS[2], 'RIGHT', 'LEFT')
        """;

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_severed_workers_task_comes_to_another_worker_of_the_lab(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var doomed = await queue.SubscribeAsync(QueueTests.NeverAsync, "doomed");
        var id = await queue.PublishAsync();
        await queue.DeliversAsync(1);

        doomed.Sever();
        await queue.SubscribeAsync(worker: "other", ackDeadline: TimeSpan.FromMilliseconds(300));

        await queue.DeliversAsync(2);
        queue.Delivered.Select(d => d.MessageId).ShouldBe([id, id]);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_severed_worker_acknowledges_nothing_any_more(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var finish = new TaskCompletionSource();
        var doomed = await queue.SubscribeAsync(
            async (_, _) =>
            {
                await finish.Task;
                return Verdict.Ack;
            },
            "doomed");
        await queue.PublishAsync();
        await queue.DeliversAsync(1);

        doomed.Sever();
        finish.SetResult();
        await doomed.DisposeAsync();
        await queue.SubscribeAsync(worker: "other", ackDeadline: TimeSpan.FromMilliseconds(300));

        await queue.DeliversAsync(2);
    }

    [Fact]
    public async Task An_answer_of_Redis_that_comes_after_the_workers_patience_loses_no_task()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync();
        var backend = new TestBackend("redis", redis.Url, redis.Url);
        await using var parked = await TestQueue.OpenAsync(backend);
        await using var queue = await TestQueue.OpenAsync(backend, new CeleryOptions { Patience = TimeSpan.FromMilliseconds(300) });
        await using var books = await StoredResults.OpenAsync(backend);
        await queue.SubscribeAsync();

        for (var i = 1; i <= 3; i++)
        {
            await parked.PublishAsync($"{i}");
            await WaitsAsync(redis);
            await books.Database.ScriptEvaluateAsync(BusyThenMove, [parked.Name, queue.Name]);
            await queue.DeliversAsync(i);
        }
    }

    [Fact]
    public async Task A_worker_whose_network_goes_silent_while_it_waits_takes_no_task_with_it()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync();
        await using var proxy = FreezableProxy.Start(redis.Port);
        await using var queue = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        var silent = new TestBackend("redis", $"redis://127.0.0.1:{proxy.Port}/0", redis.Url).Open(new CeleryOptions { Patience = TimeSpan.FromSeconds(1) });
        await using var waiting = await silent.SubscribeAsync(
            new SubscribeOptions { Subscription = queue.Name, Worker = "silent" }, (_, _) => Task.FromResult(Verdict.Ack), TestContext.Current.CancellationToken);
        await WaitsAsync(redis);

        await proxy.FreezeAsync();
        await queue.PublishAsync();
        await queue.SubscribeAsync(worker: "other", ackDeadline: TimeSpan.FromMilliseconds(300));

        await queue.DeliversAsync(1);
    }

    [Fact]
    public async Task Copies_of_one_message_in_two_queues_are_booked_apart()
    {
        Needs.Skip("redis");
        var backend = await servers.BackendAsync("redis");
        await using var one = await TestQueue.OpenAsync(backend);
        await using var two = await TestQueue.OpenAsync(backend);
        await using var books = await StoredResults.OpenAsync(backend);

        // As Kombu puts a message of an exchange into its queues: the same envelope, with the same delivery tag.
        await one.PublishAsync();
        await books.Database.ListLeftPushAsync(two.Name, await books.Database.ListGetByIndexAsync(one.Name, 0));
        var doomed = await two.SubscribeAsync(QueueTests.NeverAsync, "doomed");
        await two.DeliversAsync(1);
        var done = await one.SubscribeAsync();
        await one.DeliversAsync(1);
        await done.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();

        doomed.Sever();
        await two.SubscribeAsync(worker: "other", ackDeadline: TimeSpan.FromMilliseconds(300));

        await two.DeliversAsync(2);
        one.Delivered.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_task_that_was_taken_again_meanwhile_is_not_given_back()
    {
        Needs.Skip("redis");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("redis"));
        await using var books = await StoredResults.OpenAsync(queue.Backend);
        RedisKey[] keys = [.. s_keys.Books, queue.Name];
        var tag = $"tag@{queue.Name}";
        await books.Database.HashSetAsync(s_keys.Unacked, tag, "entry");
        await books.Database.SortedSetAddAsync(s_keys.UnackedIndex, tag, TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds());
        var taken = await books.Database.SortedSetScoreAsync(s_keys.UnackedIndex, tag);

        ((int)await books.Database.ScriptEvaluateAsync(RedisScripts.Finish, keys, [tag, "RPUSH", "payload", taken - 1])).ShouldBe(0);
        (await books.Database.ListLengthAsync(queue.Name)).ShouldBe(0);
        (await books.Database.HashExistsAsync(s_keys.Unacked, tag)).ShouldBeTrue();

        ((int)await books.Database.ScriptEvaluateAsync(RedisScripts.Finish, keys, [tag, "RPUSH", "payload", taken])).ShouldBe(1);
        (await books.Database.ListLengthAsync(queue.Name)).ShouldBe(1);
    }

    [Fact]
    public async Task On_a_Redis_that_cannot_wait_without_taking_a_worker_looks_now_and_then()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync(more: ["--rename-command", "BLMOVE", ""]);
        await using var queue = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        await queue.SubscribeAsync();

        await queue.PublishAsync("1");
        await queue.DeliversAsync(1);
        await queue.PublishAsync("2", ("celery_priority", "9"));
        await queue.DeliversAsync(2);

        queue.Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_Python_worker_killed_with_work_in_hand_gives_it_to_the_lab(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await using var python = await PythonWorker.StartAsync(queue.Backend, queue.Name, settings: new Dictionary<string, string> { ["SLOW_HANDLER_SECONDS"] = "300" });
        var id = await queue.PublishAsync("{}", ("celery_task", "slow"));
        await python.SaysAsync($"{id}] received");

        await python.KillAsync();
        await queue.SubscribeAsync(ackDeadline: TimeSpan.FromSeconds(1));

        await queue.DeliversAsync(1);
        queue.Delivered.Single().MessageId.ShouldBe(id);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_worker_of_the_lab_severed_with_work_in_hand_gives_it_to_Python(string name)
    {
        Needs.Skip(name, python: true);
        var backend = await servers.BackendAsync(name);
        var queueName = $"severed-{Guid.NewGuid():N}";
        await using var queue = await TestQueue.OpenAsync(backend, name: queueName);
        var doomed = await queue.SubscribeAsync(QueueTests.NeverAsync, "doomed", ackDeadline: TimeSpan.FromHours(1));
        var id = await queue.PublishAsync();
        await queue.DeliversAsync(1);

        doomed.Sever();

        // On Redis it is Kombu that finds the lab's entry in its books, and gives it back: when it starts, and then only now and then.
        await using var python = await PythonWorker.StartAsync(backend, queueName, settings: new Dictionary<string, string> { ["VISIBILITY_TIMEOUT"] = "0.01" });
        await using var results = await StoredResults.OpenAsync(backend);
        (await results.GetAsync(id)).GetProperty("result").GetProperty("worker").GetString().ShouldBe("python@test");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_process_of_the_lab_killed_with_work_in_hand_gives_it_back(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await using var doomed = LabProgram.Start(queue.Backend, "worker", "--handler", "slow", "--slow-seconds", "300", "--topic", queue.Topic, "--subscription", queue.Name);
        await doomed.SaysAsync("started");
        var id = await queue.PublishAsync();
        await doomed.SaysAsync("delivered");

        await doomed.KillAsync();
        await queue.SubscribeAsync(ackDeadline: TimeSpan.FromSeconds(1));

        await queue.DeliversAsync(1);
        queue.Delivered.Single().MessageId.ShouldBe(id);
    }

    [Fact]
    public async Task Redis_restarted_with_a_task_in_hand_and_one_waiting_loses_neither_and_the_worker_goes_on()
    {
        Needs.Skip("redis");
        await using var redis = await RedisServer.StartAsync(fsync: "always");
        await using var queue = await TestQueue.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        var finish = new TaskCompletionSource();
        await queue.SubscribeAsync(
            async (_, _) =>
            {
                await finish.Task;
                return Verdict.Ack;
            },
            maxInFlight: 1, ackDeadline: TimeSpan.FromHours(1));
        await queue.PublishAsync("1");
        await queue.DeliversAsync(1);
        await queue.PublishAsync("2");

        await redis.StopAsync();
        finish.SetResult();
        await redis.StartProcessAsync();

        // The first is acknowledged after all, the second is handled, and new ones are too.
        await queue.DeliversAsync(2);
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await queue.PublishAsync("3");
                    return true;
                }
                catch (Lab.LabException)
                {
                    return false;
                }
            },
            "publishing does not work again");
        await queue.DeliversAsync(3);
        queue.Delivered.Select(d => d.Task.Text).ShouldBe(["1", "2", "3"]);
        await using var books = await StoredResults.OpenAsync(queue.Backend);
        await Eventually.HoldsAsync(async () => await books.Database.HashLengthAsync("unacked") == 0, "a task is still outstanding");
    }

    [Fact]
    public async Task RabbitMq_restarted_with_a_task_in_hand_and_one_waiting_loses_neither_and_the_worker_goes_on()
    {
        Needs.Skip("rabbitmq");
        await using var rabbit = await RabbitMqServer.StartAsync();
        var results = (await servers.BackendAsync("redis")).Url;
        await using var queue = await TestQueue.OpenAsync(new TestBackend("rabbitmq", rabbit.Url, results));
        var finish = new TaskCompletionSource();
        await queue.SubscribeAsync(
            async (_, cancellation) =>
            {
                await finish.Task.WaitAsync(cancellation);
                return Verdict.Ack;
            },
            maxInFlight: 1);
        await queue.PublishAsync("1");
        await queue.DeliversAsync(1);
        await queue.PublishAsync("2");

        await rabbit.StopAsync();
        await queue.SaysAsync("w1: RabbitMQ at 127.0.0.1");
        await rabbit.StartProcessAsync();
        await queue.SaysAsync("w1: RabbitMQ answers again.");
        finish.SetResult();

        // The first could not be acknowledged and comes again, the second is handled, and new ones are too.
        await queue.SaysAsync("An acknowledgement failed");
        await queue.DeliversAsync(3);
        await queue.PublishAsync("3");
        await queue.DeliversAsync(4);
        queue.Delivered.Select(d => d.Task.Text).ShouldBe(["1", "1", "2", "3"]);
    }

    [Fact]
    public async Task A_task_that_waits_for_its_eta_when_RabbitMq_closes_the_connection_runs_once_and_the_prefetch_stays()
    {
        Needs.Skip("rabbitmq");
        var time = new MovableTime();
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("rabbitmq"), new CeleryOptions { Time = time });
        var finish = new TaskCompletionSource();
        await queue.SubscribeAsync(
            async (delivery, cancellation) =>
            {
                await (delivery.Task.Text == "\"eta\"" ? Task.CompletedTask : finish.Task.WaitAsync(cancellation));
                return Verdict.Ack;
            },
            "waits", maxInFlight: 1);
        await queue.PublishAsync("\"eta\"", ("celery_countdown", "3600"));
        await Eventually.HoldsAsync(() => time.Timers == 1, "nothing waits");

        await CloseConnectionAsync("waits");
        await queue.SaysAsync("waits: RabbitMQ answers again.");

        // The copy from the lost connection and the one from the new.
        await Eventually.HoldsAsync(() => time.Timers == 2, "it does not wait again");
        time.Move(TimeSpan.FromHours(1));
        await queue.DeliversAsync(1);
        await queue.PublishAsync("1");
        await queue.DeliversAsync(2);

        // A worker that is full gets no more: all others go to the other one.
        await queue.SubscribeAsync(worker: "other");
        foreach (var task in new[] { "2", "3", "4", "5" })
        {
            await queue.PublishAsync(task);
        }

        await queue.DeliversAsync(6);
        finish.SetResult();
        queue.Delivered.Select(d => d.Task.Text).Order().ShouldBe(["\"eta\"", "1", "2", "3", "4", "5"]);
    }

    [Fact]
    public async Task A_connection_that_RabbitMq_closes_is_said_and_made_again_and_the_task_comes_again()
    {
        Needs.Skip("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("rabbitmq"));
        await queue.SubscribeAsync(
            async (_, cancellation) => queue.Delivered.Count == 1 ? await QueueTests.NeverAsync(null!, cancellation) : Verdict.Ack, "interrupted");
        var id = await queue.PublishAsync();
        await queue.DeliversAsync(1);

        await CloseConnectionAsync("interrupted");

        await queue.DeliversAsync(2);
        queue.Delivered.Select(d => d.MessageId).ShouldBe([id, id]);
        await queue.SaysAsync("interrupted: RabbitMQ at 127.0.0.1");
        await queue.SaysAsync("closed the connection");
        await queue.SaysAsync("interrupted: RabbitMQ answers again.");
    }

    [Fact]
    public async Task A_queue_removed_on_RabbitMq_ends_its_worker_with_a_sentence()
    {
        Needs.Skip("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("rabbitmq"));
        var name = $"left{Guid.NewGuid():N}"[..12];
        var worker = await queue.SubscribeAsync(worker: name);
        var server = await servers.RabbitMqAsync();
        async Task<bool> HasMailboxAsync() => (await server.ControlAsync("list_queues", "-q", "name")).Contains(name, StringComparison.Ordinal);
        await Eventually.HoldsAsync(HasMailboxAsync, "it has no mailbox");

        await queue.Transport.RemoveAsync(queue.Topology, TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<Lab.LabException>(() => worker.Completion.EndsAsync())).Message.ShouldBe(
            $"The queue '{queue.Name}' was removed on RabbitMQ. Spawn a worker on a queue that is there.");
        await Eventually.HoldsAsync(async () => !await HasMailboxAsync(), "Celery's tools still see it");
    }

    /// <summary>Makes RabbitMQ close the connection of a worker, found by its name; the others belong to other tests.</summary>
    private async Task CloseConnectionAsync(string worker) => await (await servers.RabbitMqAsync()).EvaluateAsync(
        $$"""[rabbit_networking:close_connection(P, "maintenance") || P <- rabbit_networking:connections(), [{client_properties, C}] <- [rabbit_networking:connection_info(P, [client_properties])], lists:member({<<"connection_name">>, longstr, <<"{{worker}}">>}, C)].""");

    /// <summary>Waits until a worker waits on an empty queue.</summary>
    private static async Task WaitsAsync(RedisServer redis)
    {
        await using var info = await StoredResults.OpenAsync(new TestBackend("redis", redis.Url, redis.Url));
        await Eventually.HoldsAsync(
            async () => ((string?)await info.Database.ScriptEvaluateAsync("return redis.call('INFO', 'clients')"))!.Contains("blocked_clients:1", StringComparison.Ordinal),
            "the worker does not wait");
    }
}
