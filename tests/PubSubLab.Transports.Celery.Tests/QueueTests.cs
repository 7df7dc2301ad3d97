using System.Text;
using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Transports.Celery.Tests.Support;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>The lab alone on a real broker, with the same tests for both.</summary>
public sealed class QueueTests(Servers servers)
{
    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_task_arrives_byte_for_byte_with_its_attributes_and_asks_for_no_handler(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync();

        var id = await queue.PublishAsync("""{"a": 1.330, "ü": "\u00e9"}""", ("user_id", "fakeuserid1"), ("color", "red"));

        await queue.DeliversAsync(1);
        var delivery = queue.Delivered.Single();
        delivery.MessageId.ShouldBe(id);
        delivery.Task.Text.ShouldBe("""{"a": 1.330, "ü": "\u00e9"}""");
        delivery.Task.Attributes.ShouldBe(new Dictionary<string, string> { ["user_id"] = "fakeuserid1", ["color"] = "red" }, ignoreOrder: true);
        delivery.Handler.ShouldBeNull();
        delivery.Attempt.ShouldBe(1);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_worker_runs_the_handler_that_a_task_names_and_its_own_where_none_is_named(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var journal = new LabJournal();
        await using var pool = new WorkerPool(queue.Transport, journal, new HandlerCatalog(new HandlerOptions { FailedAttempts = 1 }), queue.Name);
        await pool.SpawnAsync(new WorkerSpec { Handler = "echo" }, TestContext.Current.CancellationToken);

        var own = await queue.PublishAsync();
        var named = await queue.PublishAsync("{}", ("celery_task", "flaky"));

        await Eventually.HoldsAsync(() => journal.Totals.Read().Acked == 2, "not both were acknowledged");
        var nacks = journal.ReadAll().Where(e => e.Kind == LabEventKind.Nacked).ToList();
        nacks.Single().Message!.Id.ShouldBe(named);
        nacks.Single().Data.ShouldBeOfType<HandlerFailed>().Error.ShouldContain("fails on purpose");
        journal.ReadAll().Where(e => e.Message?.Id == own).Select(e => e.Kind).ShouldBe([LabEventKind.Delivered, LabEventKind.Acked]);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task What_waits_is_counted_and_stays(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var inspection = queue.Transport.ShouldBeAssignableTo<IQueueInspection>()!;
        await queue.PublishAsync();
        await queue.PublishAsync();

        (await inspection.ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken)).ShouldNotBeNull().Waiting.ShouldBe(2);
        (await inspection.ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken)).ShouldNotBeNull().Waiting.ShouldBe(2);

        await queue.SubscribeAsync();
        await queue.DeliversAsync(2);
        await Eventually.HoldsAsync(async () => (await inspection.ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken))!.Waiting == 0, "they still wait");
    }

    [Fact]
    public async Task What_workers_have_on_Redis_is_told_for_all_queues_and_for_no_queue_alone()
    {
        Needs.Skip("redis");
        var backend = await servers.BackendAsync("redis");
        await using var busy = await TestQueue.OpenAsync(backend);
        await using var idle = await TestQueue.OpenAsync(backend);
        var inspection = idle.Transport.ShouldBeAssignableTo<IQueueInspection>()!;
        var held = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        await busy.PublishAsync();
        await busy.SubscribeAsync((_, _) => held.Task, ackDeadline: TimeSpan.FromMinutes(1));
        await busy.DeliversAsync(1);

        var state = (await inspection.ReadBacklogAsync(idle.Name, TestContext.Current.CancellationToken)).ShouldNotBeNull();

        state.Outstanding.ShouldBe(0);
        state.Unacknowledged.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(1);
        held.SetResult(Verdict.Ack);
    }

    [Fact]
    public async Task A_queue_that_is_not_on_RabbitMq_has_no_backlog_and_the_next_one_is_counted()
    {
        Needs.Skip("rabbitmq");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("rabbitmq"));
        var inspection = queue.Transport.ShouldBeAssignableTo<IQueueInspection>()!;
        await queue.PublishAsync();

        (await inspection.ReadBacklogAsync($"{queue.Name}-none", TestContext.Current.CancellationToken)).ShouldBeNull();
        (await inspection.ReadBacklogAsync(queue.Name, TestContext.Current.CancellationToken)).ShouldNotBeNull().Waiting.ShouldBe(1);
    }

    [Theory]
    [InlineData("redis", 10_000_000)]
    [InlineData("rabbitmq", 10_000_000)]
    [InlineData("gcpubsub", 7_000_000)]
    public async Task Many_megabytes_arrive_whole(string name, int length)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync(ackDeadline: TimeSpan.FromMinutes(5));
        var json = $"\"{new string('x', length)}\"";

        await queue.PublishAsync(json);

        await queue.DeliversAsync(1);
        queue.Delivered.Single().Task.Data.Span.SequenceEqual(Encoding.UTF8.GetBytes(json)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_task_that_Pub_Sub_finds_too_large_is_refused_with_its_rule()
    {
        Needs.Skip("gcpubsub");
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync("gcpubsub"));

        var refused = await Should.ThrowAsync<LabException>(() => queue.PublishAsync($"\"{new string('x', 8_000_000)}\""));

        refused.Message.ShouldContain("too large");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_nacked_task_waits_for_the_minimum_backoff_and_the_next_one_for_twice_that(string name)
    {
        Needs.Skip(name);
        var time = new MovableTime();
        var policy = new RetryRule { Minimum = TimeSpan.FromMinutes(10), Maximum = TimeSpan.FromHours(1) };
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), new CeleryOptions { Time = time }, spec => policy.ApplyTo(spec));
        await queue.SubscribeAsync((delivery, _) => Task.FromResult(delivery.Attempt < 3 ? Verdict.Nack : Verdict.Ack));
        await queue.PublishAsync();

        await queue.DeliversAsync(1);
        await Eventually.HoldsAsync(() => time.Timers == 1, "the second attempt does not wait");
        time.Move(TimeSpan.FromMinutes(9));
        time.Timers.ShouldBe(1, "came before the minimum backoff");
        time.Move(TimeSpan.FromMinutes(1));
        await queue.DeliversAsync(2);
        await Eventually.HoldsAsync(() => time.Timers == 1, "the third attempt does not wait");
        time.Move(TimeSpan.FromMinutes(19));
        time.Timers.ShouldBe(1, "came before twice the minimum backoff");
        time.Move(TimeSpan.FromMinutes(1));
        await queue.DeliversAsync(3);
        queue.Delivered.Select(d => d.Attempt).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task After_the_last_attempt_a_task_is_in_the_dead_letter_topic(string name)
    {
        Needs.Skip(name);
        var backend = await servers.BackendAsync(name);
        await using var letters = await TestQueue.OpenAsync(backend);
        await letters.SubscribeAsync();
        await using var queue = await TestQueue.OpenAsync(backend, null, spec => new RetryRule { Attempts = 5 }.ApplyTo(spec, letters.Topic));
        await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack));

        var id = await queue.PublishAsync("""{"bad":true}""");

        await letters.DeliversAsync(1);
        letters.Delivered.Single().Task.Text.ShouldBe("""{"bad":true}""");
        letters.Delivered.Single().MessageId.ShouldBe(id);
        queue.Delivered.Select(d => d.Attempt).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task An_expired_task_is_not_run_and_its_result_is_revoked(string name)
    {
        Needs.Skip(name);
        var time = new MovableTime();
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), new CeleryOptions { Time = time });
        var id = await queue.PublishAsync("{}", ("celery_expires", "3600"));
        time.Move(TimeSpan.FromHours(2));

        await queue.SubscribeAsync();

        await using var results = await StoredResults.OpenAsync(queue.Backend);
        (await results.GetAsync(id)).GetProperty("status").GetString().ShouldBe("REVOKED");
        queue.Delivered.ShouldBeEmpty();
        await queue.SaysAsync("expired");
    }

    [Theory]
    [InlineData("redis", "9,3,0", "0,3,9")]
    [InlineData("rabbitmq", "1,9,5", "9,5,1")]
    public async Task Priorities_go_first_as_the_broker_ranks_them(string name, string published, string served)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), new CeleryOptions { MaxPriority = 10 });
        foreach (var priority in published.Split(','))
        {
            await queue.PublishAsync(priority, ("celery_priority", priority));
        }

        await queue.SubscribeAsync(maxInFlight: 1);

        await queue.DeliversAsync(3);
        queue.Delivered.Select(d => d.Task.Text).ShouldBe(served.Split(','));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_task_for_a_user_goes_to_that_users_queue_by_its_routing_key(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var user = new SubscriptionSpec($"{queue.Name}-user", queue.Topic) { Filter = "attributes.user_id = \"fakeuserid1\"" };
        await queue.Transport.EnsureAsync(new Topology([], [user]), TestContext.Current.CancellationToken);
        await queue.SubscribeAsync(worker: "all");
        var forUser = new List<string>();
        await using var subscription = await queue.Transport.SubscribeAsync(
            new SubscribeOptions { Subscription = user.Name, Worker = "user" },
            (delivery, _) =>
            {
                lock (forUser)
                {
                    forUser.Add(delivery.Task.UserId ?? "nobody");
                }

                return Task.FromResult(Verdict.Ack);
            },
            TestContext.Current.CancellationToken);

        await queue.PublishAsync("1", ("user_id", "fakeuserid2"));
        await queue.PublishAsync("2");
        await queue.PublishAsync("3", ("user_id", "fakeuserid1"));

        await queue.DeliversAsync(3);
        await Eventually.HoldsAsync(() => forUser.Count > 0, "the user's queue got nothing");
        await queue.Transport.RemoveAsync(new Topology([], [user]), TestContext.Current.CancellationToken);
        forUser.ShouldBe(["fakeuserid1"]);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_stopped_worker_takes_no_more_finishes_what_it_has_and_leaves_the_rest(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var finish = new TaskCompletionSource();
        var first = await queue.SubscribeAsync(
            async (_, _) =>
            {
                await finish.Task;
                return Verdict.Ack;
            },
            "first", maxInFlight: 1);
        await queue.PublishAsync("1");
        await queue.PublishAsync("2");
        await queue.DeliversAsync(1);

        var stopped = first.StopAsync(TimeSpan.FromSeconds(30));
        finish.SetResult();
        await stopped.EndsAsync();
        await queue.SubscribeAsync(worker: "second");

        await queue.DeliversAsync(2);
        queue.Delivered.Select(d => d.Task.Text).ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task Acknowledged_early_a_killed_workers_task_is_lost_as_with_Celerys_own_default(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), new CeleryOptions { AcksLate = false, VisibilityTimeout = TimeSpan.FromMilliseconds(100) });
        var doomed = await queue.SubscribeAsync(NeverAsync, "doomed", maxInFlight: 1);
        await queue.PublishAsync("1");
        await queue.DeliversAsync(1);
        await queue.PublishAsync("2");
        if (name == "rabbitmq")
        {
            // Its client sends an acknowledgement when it can; that it has arrived shows by the second task, which is sent to the worker only then.
            await Eventually.HoldsAsync(async () => await CountReadyAsync(queue) == 0, "the first was not acknowledged");
        }

        if (name == "gcpubsub")
        {
            // The client collects acknowledgements; the first has arrived when only the second is outstanding.
            var emulator = await servers.EmulatorAsync();
            await Eventually.HoldsAsync(() => emulator.Count(queue.Name) == (0, 1), "the first was not acknowledged");
        }

        doomed.Sever();
        await queue.SubscribeAsync(worker: "other");

        // Had the first come back, it would have come before or with the second.
        await queue.DeliversAsync(2);
        queue.Delivered.Select(d => d.Task.Text).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task RabbitMq_says_that_a_queue_is_not_there()
    {
        Needs.Skip("rabbitmq");
        await using var transport = (await servers.BackendAsync("rabbitmq")).Open();

        var refused = await Should.ThrowAsync<LabException>(
            () => transport.SubscribeAsync(new SubscribeOptions { Subscription = "nowhere", Worker = "w" }, (_, _) => Task.FromResult(Verdict.Ack), TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("no queue 'nowhere'");
        refused.Message.ShouldContain("Start a worker on it first");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Publishing_to_a_topic_that_is_not_there_says_so(string name)
    {
        Needs.Skip(name);
        await using var transport = (await servers.BackendAsync(name)).Open();

        var refused = await Should.ThrowAsync<LabException>(() => transport.PublishAsync("nowhere", Tasks.Of("1"), TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("'nowhere'");
        refused.Message.ShouldContain("Start a worker on it first");
    }

    internal static async Task<Verdict> NeverAsync(Delivery delivery, CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        return Verdict.Ack;
    }

    private static async Task<uint> CountReadyAsync(TestQueue queue)
    {
        var uri = new Uri(queue.Backend.Url);
        await using var connection = await new ConnectionFactory { HostName = uri.Host, Port = uri.Port }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(queue.Name);
    }
}
