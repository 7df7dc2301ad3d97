using System.Globalization;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>Programs in other languages as workers of an experiment file.</summary>
public sealed class ExternalWorkerTests : IDisposable
{
    private const string Modules = "tests/PubSubLab.Emulator.Tests/Npm";

    private readonly string _folder = Directory.CreateTempSubdirectory("pubsublab-external-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("safe.yaml", 0, "distinct on results  40           40")]
    [InlineData("careless.yaml", 1, "distinct on results  40")]
    public async Task A_node_service_loses_orders_when_it_is_killed_if_it_acknowledges_before_its_work(string file, int code, string line)
    {
        NeedsNode();

        var run = await RunAsync(Repository.File("samples", "services", "node", file));

        run.Code.ShouldBe(code, string.Join('\n', run.Lines.Concat(run.Errors)));
        run.Lines.ShouldContain(l => l.Contains(line, StringComparison.Ordinal));
        run.Lines.ShouldContain(l => l.Contains("✓ lost on orders", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("safe.yaml", 0, "distinct on results  40           40")]
    [InlineData("careless.yaml", 1, "distinct on results  40")]
    public async Task A_net_service_loses_orders_when_it_is_killed_if_it_acknowledges_before_its_work(string file, int code, string line)
    {
        var run = await RunAsync(Repository.File("samples", "services", "dotnet", file));

        run.Code.ShouldBe(code, string.Join('\n', run.Lines.Concat(run.Errors)));
        run.Lines.ShouldContain(l => l.Contains(line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nothing-of-this-name", "application 1 (nothing-of-this-name) does not listen on *-orders: it ended with exit code 127; its last lines: *not found")]
    [InlineData("echo begins; echo fails >&2; exit 3", "application 1 (*) does not listen on *-orders: it ended with exit code 3; its last lines: *fails*")]
    [InlineData("true", "application 1 (true) does not listen on *-orders: it ended with exit code 0, and it printed nothing.")]
    [InlineData("echo ready; exec sleep 100000", "application 1 (*) has not opened a stream on *-orders within 500 ms; its last lines: ready")]
    public async Task A_program_that_does_not_listen_could_not_run_and_its_last_lines_are_said(string command, string sentence)
    {
        NeedsShell();

        var run = await RunAsync(Write(command, "    connects: 500ms\n"));

        run.Code.ShouldBe(2, string.Join('\n', run.Lines.Concat(run.Errors)));
        run.Lines.Concat(run.Errors).ShouldContain(
            l => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression($"*{sentence}*", l, false), string.Join('\n', run.Lines.Concat(run.Errors)));
    }

    [Fact]
    public async Task A_program_that_dies_by_itself_has_not_passed_and_its_last_lines_are_said()
    {
        NeedsNode();
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "dies.js"),
            """
            const { PubSub } = require('@google-cloud/pubsub');
            const orders = new PubSub({ projectId: process.env.PUBSUB_PROJECT_ID }).subscription(process.env.PUBSUB_SUBSCRIPTION);
            orders.on('message', () => { console.log('no disk'); process.exit(7); });
            """,
            TestContext.Current.CancellationToken);

        var run = await RunAsync(Write("node dies.js"));

        run.Code.ShouldBe(1, string.Join('\n', run.Lines.Concat(run.Errors)));
        run.Lines.ShouldContain(l => l.Contains("it ended with exit code 7; its last lines: ", StringComparison.Ordinal) && l.EndsWith("no disk", StringComparison.Ordinal), string.Join('\n', run.Lines));
    }

    [Fact]
    public async Task What_a_program_has_started_ends_with_the_run()
    {
        NeedsShell();
        var mark = (1_000_000 + Environment.ProcessId).ToString(CultureInfo.InvariantCulture);

        var run = await RunAsync(Write($"sleep {mark} & (trap '' TERM; sleep {mark}); echo over", "    connects: 0s\n", "2s"));

        run.Code.ShouldBe(1, "nobody has taken the message");
        Running(mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task Programs_end_with_the_run_where_there_is_no_kill_program()
    {
        NeedsShell();
        var mark = (2_000_000 + Environment.ProcessId).ToString(CultureInfo.InvariantCulture);
        var tools = Directory.CreateDirectory(Path.Combine(_folder, "tools")).FullName;
        foreach (var tool in (string[])["env", "setsid", "sh", "sleep"])
        {
            File.CreateSymbolicLink(Path.Combine(tools, tool), Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(f => Path.Combine(f, tool)).First(File.Exists));
        }

        var run = await Lab.RunAsync($"experiment {Write($"sleep {mark} & exec sleep {mark}", "    connects: 0s\n", "2s")}", ("PATH", tools));

        run.Code.ShouldBe(1, string.Join('\n', run.Lines.Concat(run.Errors)));
        run.Lines.ShouldContain(l => l.Contains("acked", StringComparison.Ordinal), "the run has its verdict");
        Running(mark).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fixed_names_are_those_of_the_file()
    {
        NeedsShell();
        var file = Write("echo $PUBSUB_TOPIC $PUBSUB_SUBSCRIPTION $PUBSUB_SUBSCRIPTION_ORDERS; exit 1");
        await File.AppendAllTextAsync(file, "topic: incoming\n", TestContext.Current.CancellationToken);

        var run = await RunAsync(file);

        run.Lines.Concat(run.Errors).ShouldContain(l => l.Contains("its last lines: incoming orders orders", StringComparison.Ordinal), string.Join('\n', run.Lines.Concat(run.Errors)));
    }

    private static void NeedsShell() => Assert.SkipUnless(OperatingSystem.IsLinux(), "sh and /proc are needed.");

    private static void NeedsNode()
    {
        Assert.SkipUnless(
            Directory.Exists(Repository.File(Modules, "node_modules")), $"@google-cloud/pubsub is not installed: run `npm install` in {Modules}.");
        NeedsShell();
    }

    private static IEnumerable<string> Running(string mark) =>
        Directory.EnumerateDirectories("/proc").Select(p => Path.Combine(p, "cmdline")).Where(File.Exists).Select(ReadOrNothing).Where(c => c.Contains(mark, StringComparison.Ordinal));

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The process has ended meanwhile.
            return "";
        }
    }

    private static Task<(int Code, IReadOnlyList<string> Lines, IReadOnlyList<string> Errors)> RunAsync(string file) =>
        Lab.RunAsync($"experiment {file}", ("NODE_PATH", Repository.File(Modules, "node_modules")));

    private string Write(string command, string more = "", string within = "30s")
    {
        var file = Path.Combine(_folder, "own.yaml");
        File.WriteAllText(file, $"""
            name: own
            within: {within}
            quiet: 500ms
            subscriptions:
              - name: orders
            workers:
              - subscription: orders
                external: true
                command: {System.Text.Json.JsonSerializer.Serialize(command, s_plain)}
            {more}traffic:
              - count: 1
            expect:
              - acked: 1

            """);
        return file;
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
