using System.Text.Json;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Presence;

/// <summary>A worker of the lab as Celery's own tools see and drive it.</summary>
public sealed class FleetTests(Servers servers)
{
    private readonly string _worker = $"seen{Guid.NewGuid():N}"[..12];

    private string Node => PythonFleet.NodeOf(_worker);

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Celery_status_lists_it_beside_Pythons_and_no_longer_when_it_is_dead(string name)
    {
        Needs.Skip(name, python: true);
        await servers.PythonAsync(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var worker = await queue.SubscribeAsync(worker: _worker);

        // Python's worker answers first or second; the tool waits 1 s for each next answer.
        var said = await ListedAsync(queue.Backend, all => all.Contains($"{Node}: OK", StringComparison.Ordinal) && all.Contains("python@test: OK", StringComparison.Ordinal));
        said.ShouldContain("nodes online");

        worker.Sever();
        await ListedAsync(queue.Backend, all => !all.Contains(Node, StringComparison.Ordinal) && all.Contains("python@test: OK", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task It_answers_what_Celery_inspects(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync(QueueTests.NeverAsync, _worker, maxInFlight: 1);
        var active = await queue.PublishAsync("""{"n":1}""", ("celery_task", "slow"));
        await queue.DeliversAsync(1);

        (await AskAsync(queue, "ping")).GetProperty("ok").GetString().ShouldBe("pong");
        var stats = await AskAsync(queue, "stats");
        stats.GetProperty("pid").GetInt32().ShouldBe(Environment.ProcessId);
        stats.GetProperty("total").GetProperty("slow").GetInt32().ShouldBe(1);
        stats.GetProperty("pool").GetProperty("max-concurrency").GetInt32().ShouldBe(1);
        stats.GetProperty("broker").GetProperty("hostname").GetString().ShouldBe("127.0.0.1");
        var run = (await AskAsync(queue, "active")).EnumerateArray().Single();
        run.GetProperty("id").GetString().ShouldBe(active);
        run.GetProperty("name").GetString().ShouldBe("slow");
        run.GetProperty("args").GetRawText().ShouldBe("""[{"n": 1}]""");
        run.GetProperty("time_start").GetDouble().ShouldBeGreaterThan(0);
        run.GetProperty("acknowledged").GetBoolean().ShouldBeFalse();
        run.GetProperty("delivery_info").GetProperty("routing_key").GetString().ShouldBe(queue.Name);
        (await AskAsync(queue, "registered")).EnumerateArray().Select(n => n.GetString()).ShouldBe(["echo", "flaky", "slow"]);
        (await AskAsync(queue, "active_queues"))[0].GetProperty("name").GetString().ShouldBe(queue.Name);
        (await AskAsync(queue, "conf")).GetProperty("task_acks_late").GetBoolean().ShouldBeTrue();
        (await AskAsync(queue, "report")).GetProperty("ok").GetString()!.ShouldContain("pubsublab");
        (await AskAsync(queue, "clock")).GetProperty("clock").GetInt64().ShouldBePositive();
        (await AskAsync(queue, "query_task", $$"""{"ids": ["{{active}}", "elsewhere"]}""")).GetProperty(active)[0].GetString().ShouldBe("active");
        (await AskAsync(queue, "hello", """{"from_node": "other@node", "revoked": {"gone": [1.5, "gone"]}}""")).GetProperty("clock").GetInt64().ShouldBePositive();
        (await AskAsync(queue, "revoked")).EnumerateArray().Single().GetString().ShouldBe("gone");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Reserved_and_scheduled_tasks_are_listed(string name)
    {
        Needs.Skip(name, python: true);
        var time = new MovableTime();
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), new CeleryOptions { Time = time });
        await queue.SubscribeAsync(QueueTests.NeverAsync, _worker, maxInFlight: 1);
        var first = await queue.PublishAsync("1", ("celery_countdown", "3600"));
        await HasAsync(queue, "scheduled", 1);
        await queue.PublishAsync("2");
        await queue.DeliversAsync(1);

        var entry = (await AskAsync(queue, "scheduled"))[0];
        entry.GetProperty("request").GetProperty("id").GetString().ShouldBe(first);
        entry.GetProperty("eta").GetString()!.ShouldEndWith("+00:00");

        // Its moment comes, and the handler of the other one still works: it waits for a place.
        time.Move(TimeSpan.FromHours(1));
        await HasAsync(queue, "reserved", 1);
        (await AskAsync(queue, "reserved"))[0].GetProperty("id").GetString().ShouldBe(first);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Celerys_own_monitor_follows_its_tasks_to_their_end(string name)
    {
        Needs.Skip(name, python: true);
        var options = new CeleryOptions { Retry = new RetryRule { Attempts = 2 } };
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), options);
        var worker = await queue.SubscribeAsync(
            (delivery, _) =>
            {
                delivery.Reason = "the oven is 'cold'";
                return Task.FromResult(delivery.Task.Text == "1" || (delivery.Task.Text == "2" && delivery.Attempt == 2) ? Verdict.Ack : Verdict.Nack);
            },
            _worker);
        await using var watch = await PythonFleet.WatchAsync(queue.Backend, Node);

        // As with Celery's own workers, events of tasks are sent when somebody asks for them.
        await queue.PublishAsync("1");
        await queue.DeliversAsync(1);
        (await AskAsync(queue, "enable_events")).GetProperty("ok").GetString().ShouldBe("task events enabled");
        var done = await queue.PublishAsync("1", ("celery_task", "echo"));
        var retried = await queue.PublishAsync("2", ("celery_task", "echo"));
        var failed = await queue.PublishAsync("3", ("celery_task", "echo"));
        var expired = await queue.PublishAsync("4", ("celery_task", "echo"), ("celery_expires", "2020-01-01T00:00:00Z"));
        await queue.DeliversAsync(6);
        await using var results = await StoredResults.OpenAsync(queue.Backend);
        foreach (var id in new[] { done, retried, failed, expired })
        {
            await results.GetAsync(id);
        }

        await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();
        var seen = await PythonFleet.SeenAsync(watch);

        seen.GetProperty("alive").GetBoolean().ShouldBeFalse();
        seen.GetProperty("software").GetString().ShouldBe("pubsublab");
        seen.GetProperty("processed").GetInt32().ShouldBe(6);
        var tasks = seen.GetProperty("tasks");
        tasks.EnumerateObject().Count().ShouldBe(4);
        States(tasks, done).ShouldBe("SUCCESS: received started succeeded");
        States(tasks, retried).ShouldBe("SUCCESS: received started retried received started succeeded");
        States(tasks, failed).ShouldBe("FAILURE: received started retried received started failed");
        States(tasks, expired).ShouldBe("REVOKED: received revoked");
        var one = tasks.GetProperty(done);
        one.GetProperty("name").GetString().ShouldBe("echo");
        one.GetProperty("args").GetString().ShouldBe("(1,)");
        one.GetProperty("worker").GetString().ShouldBe(Node);
        one.GetProperty("result").GetString().ShouldBe($$"""{'worker': '{{_worker}}', 'attempt': 1}""");
        one.GetProperty("runtime").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        tasks.GetProperty(failed).GetProperty("exception").GetString().ShouldBe("""HandlerFailed("the oven is 'cold'")""");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_revoked_task_does_not_run_whether_it_waits_or_comes_later(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        var waits = await queue.PublishAsync("1", ("celery_countdown", "3600"));
        var later = Guid.NewGuid().ToString();
        var worker = await queue.SubscribeAsync(worker: _worker);
        await HasAsync(queue, "scheduled", 1);

        (await AskAsync(queue, "revoke", $$"""{"task_id": ["{{waits}}", "{{later}}"]}""")).GetProperty("ok").GetString()!.ShouldEndWith("flagged as revoked");

        await using var results = await StoredResults.OpenAsync(queue.Backend);
        Revoked(await results.GetAsync(waits)).ShouldBe("revoked");
        await PythonProducer.RunAsync(queue.Backend, queue.Name, "echo", "{}", "--wait", "0", "--id", later);
        Revoked(await results.GetAsync(later)).ShouldBe("revoked");
        await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();
        queue.Delivered.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Revoke_with_terminate_cancels_the_handlers_token(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync(
            async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return Verdict.Ack;
            },
            _worker);
        var id = await queue.PublishAsync();
        await queue.DeliversAsync(1);
        (await AskAsync(queue, "revoke", $$"""{"task_id": "{{id}}"}""")).GetProperty("ok").GetString().ShouldBe($"tasks {id} flagged as revoked");
        (await AskAsync(queue, "active")).GetArrayLength().ShouldBe(1);

        (await AskAsync(queue, "revoke", $$"""{"task_id": "{{id}}", "terminate": true, "signal": "SIGKILL"}""")).GetProperty("ok").GetString().ShouldBe($"terminate: {id}");

        await using var results = await StoredResults.OpenAsync(queue.Backend);
        Revoked(await results.GetAsync(id)).ShouldBe("terminated");
        await HasAsync(queue, "active", 0);
        queue.Delivered.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("redis", "rate_limit", """{"task_name": "echo", "rate_limit": "5/s"}""", "know no rate limits")]
    [InlineData("rabbitmq", "add_consumer", """{"queue": "other"}""", "has one queue")]
    [InlineData("redis", "cancel_consumer", """{"queue": "other"}""", "has one queue")]
    [InlineData("rabbitmq", "pool_grow", """{"n": 1}""", "no pool of processes")]
    [InlineData("redis", "dance", "{}", "do not know the command 'dance'")]
    [InlineData("rabbitmq", "revoke", """{"task_id": 5}""", "names no task")]
    [InlineData("redis", "revoke", """{"task_id": "x", "terminate": true, "signal": "SIGNOT"}""", "The signal 'SIGNOT' is unknown")]
    public async Task What_it_does_not_do_is_answered_with_a_sentence(string name, string command, string arguments, string sentence)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync(worker: _worker);

        (await AskAsync(queue, command, arguments)).GetProperty("error").GetString()!.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Celery_control_shutdown_ends_the_program_when_its_tasks_are_done(string name)
    {
        Needs.Skip(name, python: true);
        var backend = await servers.BackendAsync(name);
        await using var queue = await TestQueue.OpenAsync(backend);
        await using var program = LabProgram.Start(backend, "worker", "--handler", "slow", "--slow-seconds", "1", "--topic", queue.Topic, "--subscription", queue.Name);
        await program.SaysAsync("started");
        var id = await queue.PublishAsync();
        await program.SaysAsync("delivered");
        var node = (await PythonFleet.CeleryAsync(backend, "status")).Split('\n').Select(l => l.Trim('-', '>', ' ').Split(": OK")[0])
            .First(n => n.StartsWith("w1-", StringComparison.Ordinal) && !n.Contains($"-{Environment.ProcessId}@", StringComparison.Ordinal));

        await PythonFleet.CeleryAsync(backend, "control", "-d", node, "shutdown");

        await program.EndAsync().EndsAsync();
        program.ExitCode.ShouldBe(0, program.Said);
        program.Said.ShouldContain("1 acked");
        await using var results = await StoredResults.OpenAsync(backend);
        (await results.GetAsync(id)).GetProperty("status").GetString().ShouldBe("SUCCESS");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task STARTED_is_stored_where_it_is_asked_for(string name)
    {
        Needs.Skip(name);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), new CeleryOptions { TrackStarted = true });
        await queue.SubscribeAsync(QueueTests.NeverAsync, _worker);

        var id = await queue.PublishAsync();

        await using var results = await StoredResults.OpenAsync(queue.Backend);
        JsonElement stored = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                var text = await results.Database.StringGetAsync($"celery-task-meta-{id}");
                stored = text.IsNull ? default : JsonDocument.Parse((byte[])text!).RootElement;
                return !text.IsNull;
            },
            "nothing is stored");
        stored.GetProperty("status").GetString().ShouldBe("STARTED");
        stored.GetProperty("result").GetProperty("hostname").GetString().ShouldBe(Node);
        stored.GetProperty("date_done").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static string States(JsonElement tasks, string id)
    {
        var task = tasks.GetProperty(id);
        return $"{task.GetProperty("state").GetString()}: {string.Join(' ', task.GetProperty("events").EnumerateArray().Select(e => e.GetString()))}";
    }

    private static string Revoked(JsonElement result)
    {
        result.GetProperty("status").GetString().ShouldBe("REVOKED");
        return result.GetProperty("result").GetProperty("exc_message")[0].GetString()!;
    }

    private Task<JsonElement> AskAsync(TestQueue queue, string method, string arguments = "{}") => PythonFleet.AskAsync(queue.Backend, Node, method, arguments);

    private Task HasAsync(TestQueue queue, string list, int count) =>
        Eventually.HoldsAsync(async () => (await AskAsync(queue, list)).GetArrayLength() == count, $"{list} never has {count}");

    private static async Task<string> ListedAsync(TestBackend backend, Func<string, bool> condition)
    {
        var said = "";
        await Eventually.HoldsAsync(
            async () => condition(said = await PythonFleet.CeleryAsync(backend, "status")),
            $"celery status says otherwise: {said}");
        return said;
    }
}
