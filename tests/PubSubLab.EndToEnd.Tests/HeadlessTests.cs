using System.Text.Json;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>The headless verbs, as processes of their own against one emulator.</summary>
public sealed class HeadlessTests
{
    [Fact]
    public async Task Workers_and_a_publisher_in_processes_of_their_own_share_the_work_and_do_none_twice()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var first = Lab.Start("worker --json", ("PUBSUB_EMULATOR_HOST", host));
        await using var second = Lab.Start("worker --workers 2 --json", ("PUBSUB_EMULATOR_HOST", host));
        await first.LineAsync(l => Kind(l) == "workerStarted");
        await second.LineAsync(l => Kind(l) == "workerStarted");

        var publish = await Lab.RunAsync("publish --count 60 --attribute priority=high --json", ("PUBSUB_EMULATOR_HOST", host));

        publish.Code.ShouldBe(0, string.Join('\n', publish.Errors));
        publish.Lines.Count(l => Kind(l) == "published").ShouldBe(60);
        IEnumerable<string> Done() => first.Lines.Concat(second.Lines).Where(l => Kind(l) == "acked").Select(IdOf);
        await Lab.UntilAsync(() => Done().Count() >= 60, first, second);
        foreach (var worker in new[] { first, second })
        {
            await worker.SignalAsync("INT");
            (await worker.EndAsync()).ShouldBe(0);
        }

        Done().Count().ShouldBe(60);
        Done().Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task A_proxy_in_the_environment_is_not_asked_for_an_emulator()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        (string, string)[] environment =
        [
            ("PUBSUB_EMULATOR_HOST", host), ("HTTP_PROXY", "http://127.0.0.1:9"), ("HTTPS_PROXY", "http://127.0.0.1:9"), ("ALL_PROXY", "http://127.0.0.1:9"),
        ];

        var publish = await Lab.RunAsync("publish --count 3", environment);
        var worker = await Lab.RunAsync("worker --until-idle 1s --json", environment);

        publish.Code.ShouldBe(0, string.Join('\n', publish.Errors));
        worker.Lines.Count(l => Kind(l) == "acked").ShouldBe(3);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("publish")]
    [InlineData("publish --json")]
    [InlineData("cleanup")]
    [InlineData("doctor")]
    [InlineData("experiment async")]
    public async Task A_signal_ends_a_verb_that_waits_for_a_silent_broker_with_a_sentence(string verb)
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        await using var lab = Lab.Start(verb, ("PUBSUB_EMULATOR_HOST", silent.LocalEndpoint.ToString()!));
        using var connection = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);

        await lab.SignalAsync("TERM");

        (await lab.EndAsync()).ShouldBe(1, string.Join('\n', lab.Errors));
        lab.Errors.ShouldContain("SIGTERM ended this before it was done.");
        lab.Errors.ShouldNotContain(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal), "no stack trace");
    }

    [Fact]
    public async Task A_worker_ends_by_itself_when_nothing_came_for_as_long_as_it_was_told()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        (await Lab.RunAsync("publish --count 3", ("PUBSUB_EMULATOR_HOST", host))).Code.ShouldBe(0);

        var worker = await Lab.RunAsync("worker --until-idle 2s --json", ("PUBSUB_EMULATOR_HOST", host));

        worker.Code.ShouldBe(0);
        worker.Lines.Count(l => Kind(l) == "acked").ShouldBe(3);
    }

    [Fact]
    public async Task An_ack_that_reached_no_broker_is_taken_back_and_fails_the_worker()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var worker = Lab.Start("worker --handler slow --slow-seconds 2 --json", ("PUBSUB_EMULATOR_HOST", host));
        await worker.LineAsync(l => Kind(l) == "workerStarted");
        (await Lab.RunAsync("publish", ("PUBSUB_EMULATOR_HOST", host))).Code.ShouldBe(0);
        await worker.LineAsync(l => Kind(l) == "delivered");

        await emulator.SignalAsync("KILL");

        (await worker.LineAsync(l => Kind(l) == "ackUnconfirmed")).ShouldContain("ack sent, not confirmed: comes again");
        await worker.SignalAsync("TERM");
        (await worker.EndAsync()).ShouldBe(1);
        worker.Errors.ShouldContain(l => l.StartsWith("The broker did not confirm the ack of 1 task.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silent_broker_is_not_idle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGSTOP is unknown on Windows.");
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var worker = Lab.Start("worker --until-idle 2s --json", ("PUBSUB_EMULATOR_HOST", host));
        await worker.LineAsync(l => Kind(l) == "workerStarted");

        await emulator.SignalAsync("STOP");

        // Noticed after seconds, after the worker has heard nothing for two.
        await worker.LineAsync(l => Kind(l) == "connectionLost");
        worker.Lines.ShouldNotContain(l => Kind(l) == "workerStopping");
        await emulator.SignalAsync("CONT");
        (await worker.EndAsync()).ShouldBe(0, string.Join('\n', worker.Errors));
    }

    [Fact]
    public async Task A_deleted_topic_is_told_from_an_empty_broker()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var worker = Lab.Start("worker --json", ("PUBSUB_EMULATOR_HOST", host));
        await worker.LineAsync(l => Kind(l) == "workerStarted");
        using var http = new HttpClient();

        (await http.DeleteAsync($"http://{host}/v1/projects/pubsublab/topics/lab-tasks", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var news = await worker.LineAsync(l => Kind(l) is "topologyDeleted" or "topologyLost");
        Kind(news).ShouldBe("topologyDeleted");
        news.ShouldContain("topic lab-tasks was deleted;");
    }

    [Fact]
    public async Task A_task_for_a_user_is_nacked_by_the_others_and_handled_by_its_own()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var other = Lab.Start("worker --user-id somebody --json", ("PUBSUB_EMULATOR_HOST", host));
        await other.LineAsync(l => Kind(l) == "workerStarted");

        (await Lab.RunAsync("publish --user-id fakeuserid1", ("PUBSUB_EMULATOR_HOST", host))).Code.ShouldBe(0);
        var nacked = await other.LineAsync(l => Kind(l) == "nacked");
        nacked.ShouldContain("user_id is fakeuserid1, w1 accepts somebody");
        await using var own = Lab.Start("worker --user-id fakeuserid1 --json", ("PUBSUB_EMULATOR_HOST", host));

        await own.LineAsync(l => Kind(l) == "acked");
        await other.SignalAsync("INT");
        (await other.EndAsync()).ShouldBe(0);
        other.Lines.ShouldContain(l => Kind(l) == "workerStopped");
    }

    [Fact]
    public async Task A_worker_warns_once_of_a_message_that_comes_back_a_thousand_times()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var worker = Lab.Start("worker --user-id somebody --json", ("PUBSUB_EMULATOR_HOST", host));
        await worker.LineAsync(l => Kind(l) == "workerStarted");
        (await Lab.RunAsync("publish --user-id fakeuserid1", ("PUBSUB_EMULATOR_HOST", host))).Code.ShouldBe(0);

        await Eventually.HoldsAsync(() => worker.Errors.Count > 0, "the warning is printed");

        worker.Errors.ShouldHaveSingleItem().ShouldBe(
            "Message 1 was delivered 1,000 times by lab-tasks-sub and is not acknowledged. Let a worker accept it, or give the subscription a retry policy or a dead-letter topic.");
        await worker.SignalAsync("INT");
        (await worker.EndAsync()).ShouldBe(0);
        worker.Errors.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_is_killed_leaves_its_tasks_to_others_when_the_leases_end()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var victim = Lab.Start("worker --handler slow --slow-seconds 600 --json", ("PUBSUB_EMULATOR_HOST", host));
        await victim.LineAsync(l => Kind(l) == "workerStarted");
        (await Lab.RunAsync("publish --count 3", ("PUBSUB_EMULATOR_HOST", host))).Code.ShouldBe(0);
        await victim.LineAsync(l => Kind(l) == "delivered" && l.Contains("\"number\":3", StringComparison.Ordinal));

        await victim.SignalAsync("KILL");
        await using var heir = Lab.Start("worker --json", ("PUBSUB_EMULATOR_HOST", host));

        await heir.LineAsync(l => Kind(l) == "acked" && l.Contains("\"number\":3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("publish --attribute priority", 2, "'priority' is not an attribute. Write it as key=value")]
    [InlineData("publish --data {", 2, "The task is not JSON")]
    [InlineData("publish --data @nowhere.json", 2, "--data is '@nowhere.json', and the file cannot be read")]
    [InlineData("publish --data {} --attribute googx=1", 2, "starts with 'goog'")]
    [InlineData("publish --count 0", 2, "--count is '0'")]
    [InlineData("publish --every soon", 2, "--every is 'soon'")]
    [InlineData("publish --emulator-host localhost:1", 1, "No broker answers at localhost:1")]
    [InlineData("worker --emulator-host localhost:1", 1, "No broker answers at localhost:1")]
    [InlineData("worker --handler fast", 2, "There is no handler 'fast'. Choose one of: ")]
    [InlineData("route 123", 2, "'123' is not a UUID")]
    [InlineData("route 00000000-0000-0000-0000-000000000000 --topics 0", 2, "--topics is '0'")]
    [InlineData("experiment gravity", 2, "There is no experiment 'gravity'")]
    [InlineData("experiment asinc", 2, "Did you mean 'async'?")]
    [InlineData("experiment /etc/passwd", 2, "its name must end in .yaml")]
    [InlineData("publsh", 2, "'publsh'. Did you mean 'publish'?")]
    [InlineData("publish --cout 3", 2, "'--cout'. Did you mean '--count'?")]
    [InlineData("lab --theme pink", 2, "--theme is 'pink'. Write one of: dark, light, high-contrast, monochrome.")]
    [InlineData("publish --backend aws", 2, "BACKEND is 'aws' (an option of the command line). Allowed: embedded, emulator, cloud")]
    [InlineData("publish --backend cloud --project my-project", 1, "PUBLISHER_CREDENTIALS names no file")]
    [InlineData("publish --env-file nowhere.env", 2, "--env-file is 'nowhere.env', and there is no such file")]
    [InlineData("emulator --port 99999999", 1, "")]
    [InlineData("emulator --host nowhere.invalid --port 0", 1, "nowhere.invalid")]
    [InlineData("fly", 2, "fly")]
    [InlineData("lab", 1, "needs a terminal")]
    public async Task What_is_wrong_is_said_in_a_sentence_and_never_with_a_stack_trace(string arguments, int code, string sentence)
    {
        var run = await Lab.RunAsync(arguments);

        run.Code.ShouldBe(code);
        var errors = string.Join('\n', run.Errors);
        errors.ShouldNotBeEmpty();
        errors.ShouldContain(sentence);
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task An_attribute_value_that_is_too_long_is_refused_before_it_is_sent()
    {
        await using var lab = Lab.Start(["publish", "--attribute", $"a={new string('x', 1025)}"]);

        (await lab.EndAsync()).ShouldBe(2);
        string.Join('\n', lab.Errors).ShouldContain("1,025 bytes; Pub/Sub takes at most 1,024");
    }

    [Fact]
    public async Task A_task_of_more_than_ten_million_bytes_is_refused_before_it_is_sent()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"\"{new string('x', 10_000_000)}\"", TestContext.Current.CancellationToken);

            var run = await Lab.RunAsync($"publish --data @{file}");

            run.Code.ShouldBe(2);
            run.Errors.ShouldContain(l => l.Contains("10,000,002 bytes; Pub/Sub takes at most 10,000,000", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task More_than_a_hundred_attributes_are_refused_before_anything_is_sent()
    {
        var run = await Lab.RunAsync("publish " + string.Join(' ', Enumerable.Range(0, 101).Select(n => $"--attribute k{n}=v")));

        run.Code.ShouldBe(2);
        run.Errors.ShouldContain(l => l.Contains("101 attributes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", "", "chat-topic-0 chat-sub-0")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", "", "chat-topic-211 chat-sub-455")]
    [InlineData("12345678-1234-5678-1234-567812345678", "", "chat-topic-778 chat-sub-104")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", " --topics 10 --subs 100", "chat-topic-4 chat-sub-55")]
    [InlineData("12345678-1234-5678-1234-567812345678", " --topics 10 --subs 100", "chat-topic-1 chat-sub-4")]
    public async Task Route_prints_topic_and_subscription(string uuid, string totals, string expected)
    {
        (await Lab.RunAsync($"route {uuid}{totals}")).Lines.ShouldBe([expected]);
    }

    [Theory]
    [InlineData("async --slow-seconds 0.5")]
    [InlineData("distribution --slow-seconds 0.5")]
    [InlineData("user-nack")]
    [InlineData("user-nack --dispatch random --seed 3")]
    [InlineData("user-filter")]
    public async Task An_experiment_holds_on_the_embedded_backend_and_says_so_as_json(string arguments)
    {
        var run = await Lab.RunAsync($"experiment {arguments} --json");

        run.Code.ShouldBe(0, string.Join('\n', run.Lines.Concat(run.Errors)));
        var result = JsonDocument.Parse(string.Join('\n', run.Lines)).RootElement;
        result.GetProperty("outcome").GetString().ShouldBe("holds");
        result.GetProperty("figures").GetArrayLength().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_emulator_ends_on_a_signal_and_leaves_the_port()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;

        await emulator.SignalAsync("TERM");

        (await emulator.EndAsync()).ShouldBe(0);
        var port = host[(host.LastIndexOf(':') + 1)..];
        var (again, sameHost) = await Lab.StartEmulatorAsync($"emulator --port {port}");
        await using var __ = again;
        sameHost.ShouldBe(host);
    }

    [Fact]
    public async Task An_emulator_takes_a_signal_from_its_first_line_on()
    {
        // Ten, because it is a race: the signal may come before the program has reached its first wait.
        for (var i = 0; i < 10; i++)
        {
            var (emulator, _) = await Lab.StartEmulatorAsync();
            await using var its = emulator;

            await emulator.SignalAsync("TERM");

            (await emulator.EndAsync()).ShouldBe(0);
        }
    }

    [Fact]
    public async Task The_second_signal_ends_a_worker_that_is_still_at_a_task()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        await using var _ = emulator;
        await using var worker = Lab.Start("worker --handler slow --slow-seconds 600 --json", ("PUBSUB_EMULATOR_HOST", host));
        await worker.LineAsync(l => Kind(l) == "workerStarted");
        (await Lab.RunAsync("publish", ("PUBSUB_EMULATOR_HOST", host))).Code.ShouldBe(0);
        await worker.LineAsync(l => Kind(l) == "delivered");

        await worker.SignalAsync("INT");
        await Lab.UntilAsync(() => worker.Errors.Any(l => l.Contains("Ctrl+C again ends it at once", StringComparison.Ordinal)), worker);
        await worker.SignalAsync("INT");

        (await worker.EndAsync()).ShouldBe(130);
    }

    private static string Kind(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("kind").GetString() ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string IdOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("message").GetProperty("id").GetString()!;
    }
}
