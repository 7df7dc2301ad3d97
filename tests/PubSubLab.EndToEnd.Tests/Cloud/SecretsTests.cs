using Grpc.Core;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>No key, token, JWT or refresh token is in anything that the program prints, draws or writes, whatever it was told or answered.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretsTests : IAsyncLifetime
{
    private LoopbackCloud _cloud = null!;
    private ConnectProxy _proxy = null!;
    private DirectoryInfo _written = null!;

    public static TheoryData<string> Kinds => [.. CredentialKind.All];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
        await _cloud.MakeTopologyAsync();
        _proxy = new ConnectProxy(_cloud.ServicePort);
        _written = Directory.CreateTempSubdirectory("pubsublab-written-");
    }

    public async ValueTask DisposeAsync()
    {
        if (_cloud is not null)
        {
            await _proxy.DisposeAsync();
            await _cloud.DisposeAsync();
            _written.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Verbs_show_none_whatever_is_refused(string kind)
    {
        var environment = EnvironmentOf(kind);
        Action[] breaks =
        [
            () => { },
            () => _cloud.Faults.Refuse(CloudRefusal.Unauthenticated),
            () => _cloud.Faults.Refuse(CloudRefusal.InvalidGrant("Bad Request"), method: "token"),
            () => _cloud.Faults.Refuse(CloudRefusal.Missing("iam.serviceAccounts.getAccessToken", "a", "iam.googleapis.com"), method: "generateAccessToken"),

            // A service, or a proxy in its place, that quotes what it was sent.
            () => _cloud.Faults.Quote(StatusCode.Unauthenticated),
            () => _cloud.Faults.Quote(StatusCode.Unavailable),
        ];
        var said = new List<string>();
        foreach (var cause in breaks)
        {
            _cloud.Faults.Clear();
            cause();
            foreach (var verb in (string[])["doctor", "publish --json", "worker --json --until-idle 1s --yes", "cleanup --list"])
            {
                var (_, lines, errors) = await Lab.RunAsync(verb, environment);
                said.AddRange(lines.Concat(errors));
            }
        }

        said.ShouldNotBeEmpty();
        _cloud.ShownIn(said).ShouldBeEmpty();
        _cloud.Accounts.Secrets.ShouldNotBeEmpty();
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
        await tmux.UntilAsync("my-project");
        await tmux.PressAsync("Enter");
        var asked = await tmux.UntilAsync("real project");
        await tmux.PressAsync("y");
        var published = await tmux.UntilAsync("published");
        _cloud.Faults.Quote(StatusCode.Unauthenticated);
        await tmux.PressAsync("p");
        var refused = await tmux.UntilAsync("UNAUTHENTICATED");
        await tmux.PressAsync("C-q");
        await tmux.UntilAsync("ended with 0");
        _cloud.Faults.Clear();
        var routing = await Lab.RunAsync(
            $"experiment routing --yes --workers 4 --messages 20 --report {Path.Combine(_written.FullName, "routing.html")}", environment);

        routing.Code.ShouldBe(0, string.Join('\n', routing.Errors));
        var files = _written.GetFiles("*", SearchOption.AllDirectories);
        files.Length.ShouldBeGreaterThan(1);
        _cloud.ShownIn([asked, published, refused, .. routing.Lines, .. routing.Errors, .. files.Select(f => File.ReadAllText(f.FullName))]).ShouldBeEmpty();
    }

    private (string, string)[] EnvironmentOf(string kind) =>
    [
        .. _cloud.Place, ("HTTPS_PROXY", _proxy.Address),
        ("PUBLISHER_CREDENTIALS", CredentialKind.Write(_cloud, kind, "p.json", LoopbackCloud.Publisher)),
        ("SUBSCRIBER_CREDENTIALS", CredentialKind.Write(_cloud, kind, "s.json", LoopbackCloud.Subscriber)),
    ];
}
