using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

/// <summary>Real Python Celery on one side, the lab on the other.</summary>
public sealed class PythonTests(Servers servers)
{
    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task What_Python_enqueues_the_lab_handles_and_Python_reads_the_result(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync(worker: "lab-worker");

        var printed = await PythonProducer.RunAsync(queue.Backend, queue.Name, "slow", """{"task_id": "1123", "x": 1.33, "z": null}""", "--count", "3");

        printed.Length.ShouldBe(3);
        printed.ShouldAllBe(line => line.EndsWith("""{"worker": "lab-worker", "attempt": 1}""", StringComparison.Ordinal));
        queue.Delivered.Select(d => d.Task.Text).ShouldAllBe(text => text == """{"task_id": "1123", "x": 1.33, "z": null}""");
        queue.Delivered.Select(d => d.Handler).ShouldAllBe(handler => handler == "slow");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task What_the_lab_enqueues_Python_handles(string name)
    {
        Needs.Skip(name, python: true);
        var backend = await servers.BackendAsync(name);
        await servers.PythonAsync(name);
        await using var results = await StoredResults.OpenAsync(backend);
        await using var transport = backend.Open();
        await transport.EnsureAsync(new Topology(["python"], [new SubscriptionSpec("python", "python")]), TestContext.Current.CancellationToken);

        var id = await transport.PublishAsync("python", Tasks.Of("""{"task_id":"1"}""", ("user_id", "fakeuserid1")), TestContext.Current.CancellationToken);

        var result = await results.GetAsync(id);
        result.GetProperty("status").GetString().ShouldBe("SUCCESS");
        result.GetProperty("result").GetProperty("worker").GetString().ShouldBe("python@test");
    }

    [Theory]
    [InlineData("redis", "celery_countdown", "0.1", "SUCCESS")]
    [InlineData("rabbitmq", "celery_countdown", "0.1", "SUCCESS")]
    [InlineData("redis", "celery_eta", "2020-01-02T03:04:05.1234567Z", "SUCCESS")]
    [InlineData("rabbitmq", "celery_eta", "2020-01-02T05:04:05.1234567+02:00", "SUCCESS")]
    [InlineData("redis", "celery_expires", "3600", "SUCCESS")]
    [InlineData("rabbitmq", "celery_expires", "3600", "SUCCESS")]
    [InlineData("redis", "celery_expires", "2020-01-02T03:04:05.1234567Z", "REVOKED")]
    public async Task Python_reads_the_times_of_what_the_lab_enqueued(string name, string attribute, string value, string status)
    {
        Needs.Skip(name, python: true);
        var backend = await servers.BackendAsync(name);
        await servers.PythonAsync(name);
        await using var results = await StoredResults.OpenAsync(backend);
        await using var transport = backend.Open();
        await transport.EnsureAsync(new Topology(["python"], [new SubscriptionSpec("python", "python")]), TestContext.Current.CancellationToken);

        var id = await transport.PublishAsync("python", Tasks.Of("{}", (attribute, value)), TestContext.Current.CancellationToken);

        (await results.GetAsync(id)).GetProperty("status").GetString().ShouldBe(status);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Python_retries_what_the_lab_enqueued_until_it_succeeds(string name)
    {
        Needs.Skip(name, python: true);
        var backend = await servers.BackendAsync(name);
        await servers.PythonAsync(name);
        await using var results = await StoredResults.OpenAsync(backend);
        await using var transport = backend.Open();
        await transport.EnsureAsync(new Topology(["python"], [new SubscriptionSpec("python", "python")]), TestContext.Current.CancellationToken);

        var id = await transport.PublishAsync("python", Tasks.Of("{}", ("celery_task", "flaky")), TestContext.Current.CancellationToken);

        (await results.GetAsync(id)).GetProperty("result").GetProperty("attempt").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task The_lab_retries_what_Python_enqueued_and_Python_sees_the_last_attempt(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync((delivery, _) => Task.FromResult(delivery.Attempt < 3 ? Verdict.Nack : Verdict.Ack));

        var printed = await PythonProducer.RunAsync(queue.Backend, queue.Name, "flaky");

        printed.Single().ShouldEndWith("""{"worker": "w1", "attempt": 3}""");
        queue.Delivered.Select(d => d.Attempt).ShouldBe([1, 2, 3]);
        queue.Delivered.Select(d => d.MessageId).Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task A_failure_for_good_is_an_exception_with_its_reason_in_Python(string name)
    {
        Needs.Skip(name, python: true);
        var options = new CeleryOptions { Retry = new RetryRule { Attempts = 1 } };
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), options);
        await queue.SubscribeAsync((delivery, _) =>
        {
            delivery.Reason = "the oven is cold";
            return Task.FromResult(Verdict.Nack);
        });

        var printed = await PythonProducer.RunAsync(queue.Backend, queue.Name, "echo");

        printed.Single().ShouldContain("FAILURE HandlerFailed: the oven is cold");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task An_unknown_task_name_is_refused_and_Python_is_told(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync();

        var printed = await PythonProducer.RunAsync(queue.Backend, queue.Name, "bake");

        printed.Single().ShouldEndWith("FAILURE NotRegistered: 'bake'");
        queue.Delivered.ShouldBeEmpty();
        queue.Notices.ShouldContain(n => n.Contains("there is no handler for the task 'bake'; there are echo, flaky, slow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Pickle_is_refused_unread(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync();

        var printed = await PythonProducer.RunAsync(queue.Backend, queue.Name, "echo", "{}", "--serializer", "pickle");

        printed.Single().ShouldContain("FAILURE ContentDisallowed: its content is pickle");
        queue.Delivered.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Pythons_countdown_holds_a_task_until_its_moment(string name)
    {
        Needs.Skip(name, python: true);
        var time = new MovableTime();
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), new CeleryOptions { Time = time });
        await queue.SubscribeAsync(maxInFlight: 1);

        await PythonProducer.RunAsync(queue.Backend, queue.Name, "slow", "1", "--countdown", "3600", "--wait", "0");
        await PythonProducer.RunAsync(queue.Backend, queue.Name, "echo", "2", "--wait", "0");

        // The second passes the first, though the worker takes one at a time: what waits for its moment takes no place.
        await queue.DeliversAsync(1);
        queue.Delivered.Single().Task.Text.ShouldBe("2");
        await Eventually.HoldsAsync(() => time.Timers > 0, "nothing waits");
        time.Move(TimeSpan.FromHours(1));
        await queue.DeliversAsync(2);
        queue.Delivered.Last().Task.Text.ShouldBe("1");
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Python_runs_the_next_attempt_that_a_worker_of_the_lab_put_off(string name)
    {
        Needs.Skip(name, python: true);
        var queueName = $"backoff-{Guid.NewGuid():N}";

        // The lab's clock is two hours behind: for Python, the moment of the next attempt is past.
        var time = new MovableTime();
        time.Move(TimeSpan.FromHours(-2));
        var options = new CeleryOptions { Time = time, Retry = new RetryRule { Minimum = TimeSpan.FromHours(1), Maximum = TimeSpan.FromHours(1), Jitter = 0.5 } };
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name), options, name: queueName);
        var worker = await queue.SubscribeAsync((_, _) => Task.FromResult(Verdict.Nack), ackDeadline: TimeSpan.FromHours(1));
        var id = await queue.PublishAsync("{}", ("celery_task", "echo"));
        await Eventually.HoldsAsync(() => time.Timers > 0, "the next attempt does not wait");
        await worker.StopAsync(TimeSpan.FromSeconds(30)).EndsAsync();

        await using var python = await PythonWorker.StartAsync(queue.Backend, queueName);

        await using var results = await StoredResults.OpenAsync(queue.Backend);
        (await results.GetAsync(id)).GetProperty("result").GetProperty("attempt").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    public async Task Python_reads_when_a_task_was_done(string name)
    {
        Needs.Skip(name, python: true);
        await using var queue = await TestQueue.OpenAsync(await servers.BackendAsync(name));
        await queue.SubscribeAsync();
        var id = await queue.PublishAsync();
        await using var results = await StoredResults.OpenAsync(queue.Backend);
        var stored = (await results.GetAsync(id)).GetProperty("date_done").GetString()!;

        await using var python = ServerProcess.Start(
            Needs.PythonPath,
            ["-c", $"from celery_app import app; print(app.AsyncResult('{id}').date_done.isoformat())"],
            PythonProducer.EnvironmentOf(queue.Backend, queue.Name), Path.GetTempPath());
        await python.EndAsync().EndsAsync();

        stored.ShouldEndWith("+00:00");
        python.Said.Trim().ShouldBe(stored.Replace(".000000", "", StringComparison.Ordinal));
    }
}
