using System.Text.Json;
using System.Xml.Linq;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>
/// Experiments over real sockets with the real client. In virtual time, without either, each of them is tested elsewhere; here are
/// those whose verdict does not depend on how fast the machine is.
/// </summary>
public sealed class ExperimentTests
{
    [Theory]
    [InlineData("ordering")]
    [InlineData("exactly-once")]
    [InlineData("flow-control")]
    [InlineData("dead-letter")]
    public async Task What_the_experiment_expects_is_observed(string name)
    {
        var run = await Lab.RunAsync($"experiment {name} --real-time");

        run.Code.ShouldBe(0, string.Join('\n', run.Lines));
        run.Lines[^1].ShouldBe("Verdict: what was expected was observed.");
    }

    /// <summary>The three outcomes, and the three exit codes that a script tells them apart by.</summary>
    [Theory]
    [InlineData("published: 5", "", 0, "holds")]
    [InlineData("published: 4", "", 1, "doesNotHold")]
    [InlineData("published: five", "", 2, "couldNotRun")]
    [InlineData("published: 5", " --emulator-host localhost:1", 2, "couldNotRun")]
    public async Task The_exit_code_tells_the_outcome_apart_and_so_does_json(string expectation, string options, int code, string outcome)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.yaml", expectation);

        var text = await Lab.RunAsync($"experiment {file}{options}");
        var json = await Lab.RunAsync($"experiment {file}{options} --json");

        (text.Code, json.Code).ShouldBe((code, code), string.Join('\n', text.Errors));
        (text.Errors.Count > 0).ShouldBe(code == 2);
        JsonDocument.Parse(string.Join('\n', json.Lines)).RootElement.GetProperty("outcome").GetString().ShouldBe(outcome);
    }

    [Fact]
    public async Task A_folder_runs_whole_and_its_exit_code_is_the_worst()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", "published: 5");
        folder.Write("b.yaml", "published: 4");
        folder.Write("c.yml", "publishd: 4");
        var junit = Path.Combine(folder.Path, "junit.xml");

        var run = await Lab.RunAsync($"experiment {folder.Path} async --junit {junit}");

        run.Code.ShouldBe(2);
        run.Lines[^1].ShouldBe("2 hold, 1 do not hold, 1 could not run.");
        run.Errors.ShouldHaveSingleItem().ShouldStartWith("c.yml, line 5, column 12, expect[1]: there is no field 'publishd'");
        XDocument.Load(junit).Root!.Elements().Select(s => s.Attribute("name")!.Value).ShouldBe(["a", "a", Path.Combine(folder.Path, "c.yml"), "async"]);
    }

    [Fact]
    public async Task The_same_seed_prints_the_same_bytes()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Lab.RunAsync("experiment distribution crash push --dispatch random --seed 11")));

        runs[0].Lines.ShouldBe(runs[1].Lines);
        runs[0].Lines.ShouldContain(line => line.StartsWith("Seed 11, ", StringComparison.Ordinal) && line.Contains("--seed 11", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_watched_file_runs_again_when_it_changes_until_a_signal()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.yaml", "published: 4");
        await using var lab = Lab.Start($"experiment {file} --watch");
        await lab.LineAsync(line => line.StartsWith("Waiting for a change", StringComparison.Ordinal));

        folder.Write("a.yaml", "published: 5");

        await lab.LineAsync(line => line == "Verdict: what was expected was observed.");
        await lab.SignalAsync("INT");
        (await lab.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_mistake_passes_while_it_watches_and_the_output_has_documents_only()
    {
        using var folder = new TemporaryFolder();
        await using var lab = Lab.Start($"experiment {folder.Path} --watch --json");
        await lab.SaysAsync("has no experiment files");
        await lab.SaysAsync("Waiting for a change");

        folder.Write("a.yaml", "published: 5");

        await lab.LineAsync(line => line == "}");
        await lab.SignalAsync("INT");
        (await lab.EndAsync()).ShouldBe(0);
        JsonDocument.Parse(string.Join('\n', lab.Lines.TakeWhile(line => line != "}").Append("}"))).RootElement.GetProperty("experiment").GetString().ShouldBe("a");
    }

    [Fact]
    public async Task A_junit_file_in_no_folder_is_refused_before_the_run()
    {
        var run = await Lab.RunAsync("experiment async --junit /no/such/folder/junit.xml");

        run.Code.ShouldBe(2);
        run.Lines.ShouldBeEmpty();
        run.Errors.ShouldHaveSingleItem().ShouldContain("there is no folder '/no/such/folder'. Name another file with --junit.");
    }

    [Fact]
    public async Task A_junit_file_that_cannot_be_written_loses_no_result()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is needed: nobody makes files there.");

        var run = await Lab.RunAsync("experiment async --json --junit /proc/junit.xml");

        run.Code.ShouldBe(2);
        JsonDocument.Parse(string.Join('\n', run.Lines)).RootElement.GetProperty("experiment").GetString().ShouldBe("async");
        run.Errors.ShouldHaveSingleItem().ShouldStartWith("The JUnit file cannot be written to '/proc/junit.xml'");
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory().FullName;

        public string Write(string name, string expectation)
        {
            var file = System.IO.Path.Combine(Path, name);
            File.WriteAllText(file, $"name: a\nsubscriptions: [{{ name: all }}]\nworkers: [{{ subscription: all }}]\ntraffic: [{{ count: 5 }}]\nexpect: [{{ {expectation} }}]\n");
            return file;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
