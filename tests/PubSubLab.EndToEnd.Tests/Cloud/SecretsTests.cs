using Grpc.Core;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>No key, token, JWT or refresh token is in anything that the program prints, draws or writes, whatever it was told or answered.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretsTests : IAsyncLifetime
{
    private LoopbackCloud _cloud = null!;
    private DirectoryInfo _written = null!;

    public static TheoryData<string> Kinds => [.. CredentialKind.All];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
        await _cloud.MakeTopologyAsync();
        _written = Directory.CreateTempSubdirectory("pubsublab-written-");
    }

    public async ValueTask DisposeAsync()
    {
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
            _written.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Verbs_show_none_whether_all_is_well_or_what_they_sent_is_quoted(string kind)
    {
        var environment = EnvironmentOf(kind);

        var well = await SayAsync(environment);

        // The service and the token endpoints, or a proxy in their place, quote what they were sent.
        _cloud.Faults.Quote(StatusCode.Unauthenticated);
        var refused = await SayAsync(environment);

        well.ShouldContain("published");
        refused.ShouldContain("Refused:");
        _cloud.ShownIn([well, refused]).ShouldBeEmpty();
        _cloud.Accounts.Secrets.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Verbs_show_none_while_they_try_again()
    {
        var environment = EnvironmentOf("service_account");
        _cloud.Faults.Quote(StatusCode.Unavailable);

        var said = await SayAsync(environment);

        said.ShouldContain("Refused:");
        _cloud.ShownIn([said]).ShouldBeEmpty();
    }

    [Fact]
    public async Task Screen_recording_and_reports_hold_none()
    {
        Assert.SkipUnless(Tmux.IsThere, "tmux is not installed.");
        _cloud.Rights.Set(LoopbackCloud.Publisher, "roles/pubsub.editor");
        _cloud.Rights.Set(LoopbackCloud.Subscriber, "roles/pubsub.editor");
        var environment = EnvironmentOf("impersonated_service_account by a person");
        var recording = Path.Combine(_written.FullName, "lab.ndjson");
        await using var tmux = await Tmux.OpenAsync(120, 36);
        await tmux.TypeAsync($"env {string.Join(' ', environment.Select(e => $"{e.Item1}='{e.Item2}'"))} {Lab.Program} lab --no-config --record {recording}; echo ended with $?");
        await tmux.UntilAsync("No worker is here");
        await tmux.PressAsync("p");
        var asked = await tmux.UntilAsync("Publish to a real project?");
        await tmux.PressAsync("Tab", "Enter");
        var published = await tmux.UntilAsync("published 1 of 1");
        await tmux.PressAsync("+");
        await tmux.UntilAsync("Take messages on a real project?");
        await tmux.PressAsync("Tab", "Tab", "Enter");
        var acked = await tmux.UntilAsync("handled in");
        _cloud.Faults.Quote(StatusCode.Unauthenticated);
        await tmux.PressAsync("p");
        var refused = await tmux.UntilAsync("UNAUTHENTICATED");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync("ended with 0");
        _cloud.Faults.Clear();
        var routing = await Lab.RunAsync(
            $"experiment routing --yes --workers 4 --messages 20 --report {Path.Combine(_written.FullName, "routing.html")}", environment);

        // Its verdict is of no interest here: a report is written for every run.
        var files = _written.GetFiles("*", SearchOption.AllDirectories);
        files.Length.ShouldBeGreaterThan(1, string.Join('\n', routing.Lines.Concat(routing.Errors)));
        _cloud.ShownIn([asked, published, acked, refused, .. routing.Lines, .. routing.Errors, .. files.Select(f => File.ReadAllText(f.FullName))]).ShouldBeEmpty();
    }

    private static async Task<string> SayAsync((string, string)[] environment)
    {
        var runs = await Task.WhenAll(((string[])["doctor", "publish --json", "worker --json --until-idle 1s --yes"]).Select(verb => Lab.RunAsync(verb, environment)));
        return string.Join('\n', runs.SelectMany(run => run.Lines.Concat(run.Errors)));
    }

    private (string, string)[] EnvironmentOf(string kind) =>
    [
        .. _cloud.Place, ("HTTPS_PROXY", _cloud.Proxy.Address),
        ("PUBLISHER_CREDENTIALS", CredentialKind.Write(_cloud, kind, "p.json", LoopbackCloud.Publisher)),
        ("SUBSCRIBER_CREDENTIALS", CredentialKind.Write(_cloud, kind, "s.json", LoopbackCloud.Subscriber)),
    ];
}
