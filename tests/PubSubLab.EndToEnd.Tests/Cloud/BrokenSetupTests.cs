using System.Text;
using PubSubLab.EndToEnd.Tests.Support;
using PubSubLab.TestSupport;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>
/// What doctor and the verbs say about each broken set-up. The table in docs/google-cloud.md comes from here: PUBSUBLAB_WRITE_DOCS=1 writes it.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BrokenSetupTests : IAsyncLifetime
{
    private const string Begin = "<!-- broken set-ups: made from tests/PubSubLab.EndToEnd.Tests/Cloud/BrokenSetup.cs -->";
    private const string End = "<!-- end of the broken set-ups -->";
    private const int WidestCell = 120;

    private LoopbackCloud _cloud = null!;

    public static TheoryData<string> Wrongs => [.. BrokenSetup.All.Select(s => s.Wrong)];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
        await _cloud.MakeTopologyAsync();
    }

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task Doctor_goes_on_to_its_end_and_doctor_and_verb_say_what_is_wrong(string wrong)
    {
        var setup = BrokenSetup.All.Single(s => s.Wrong == wrong);
        var environment = await setup.Break(_cloud);

        var doctor = await Lab.RunAsync("doctor", environment);
        await using var verb = Lab.Start(setup.Verb, environment);

        var said = string.Join('\n', doctor.Lines);
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        said.ShouldContain(setup.Doctor);
        doctor.Code.ShouldBe(1, said);
        doctor.Lines[^1].ShouldMatch("^[0-9]+ things? to mend");
        doctor.Errors.ShouldBeEmpty();
        said.ShouldNotContain("All is well");
        said.ShouldNotContain("   at ");
        await verb.SaysAsync(setup.VerbSays);
        await verb.SignalAsync("INT");
        await verb.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', verb.Lines.Concat(verb.Errors)));
        var all = string.Join('\n', [said, .. verb.Lines, .. verb.Errors]);
        all.ShouldNotContain("t0ken");
        _cloud.Accounts.Secrets.ShouldAllBe(secret => !all.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_documentation_lists_them_all()
    {
        var table = new StringBuilder().Append(Begin).Append("\n| what is wrong | what `doctor` says | what the verbs say |\n|---|---|---|\n");
        foreach (var setup in BrokenSetup.All)
        {
            string[] cells = [setup.Wrong, setup.Doctor, $"`{setup.Verb.Split(' ')[0]}`: {setup.VerbSays}"];
            cells.ShouldAllBe(cell => cell.Length <= WidestCell);
            table.Append($"| {string.Join(" | ", cells)} |\n");
        }

        var path = Path.Combine(Repository.Root, "docs", "google-cloud.md");
        var text = await File.ReadAllTextAsync(path);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        (from >= 0 && to > from).ShouldBeTrue($"{path} has lost the marks around the table.");
        var written = string.Concat(text.AsSpan(0, from), table.ToString(), text.AsSpan(to));
        if (System.Environment.GetEnvironmentVariable("PUBSUBLAB_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, written);
            return;
        }

        text.ShouldBe(written, "write it anew with PUBSUBLAB_WRITE_DOCS=1");
    }
}
