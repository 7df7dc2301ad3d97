using System.Text;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>The lab's verbs on a project that only a proxy reaches, and on brokers that no proxy may be asked for.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProxyTests : IAsyncLifetime
{
    private const string Nowhere = "http://127.0.0.1:9";

    private LoopbackCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SSL_CERT_FILE, by which the test's certificate is trusted, is not known on Windows.");
        _cloud = await LoopbackCloud.StartAsync();
        await _cloud.MakeTopologyAsync();
    }

    public ValueTask DisposeAsync() => _cloud?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("ALL_PROXY")]
    [InlineData("all_proxy")]
    public async Task Publishers_and_workers_go_through_the_proxy(string variable)
    {
        await using var proxy = new ConnectProxy(_cloud.ServicePort);
        var environment = Behind((variable, proxy.Address));

        var publish = await Lab.RunAsync("publish --count 3", environment);
        var published = proxy.Requests.Count;
        var worker = await Lab.RunAsync("worker --until-idle 2s --json --yes", environment);

        publish.Code.ShouldBe(0, string.Join('\n', publish.Errors));
        worker.Code.ShouldBe(0, string.Join('\n', worker.Errors));
        worker.Lines.Count(l => l.Contains("\"acked\"", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(3);
        published.ShouldBeGreaterThan(0);
        proxy.Requests.Count.ShouldBeGreaterThan(published);
        proxy.Requests.ShouldAllBe(line => line.StartsWith($"CONNECT {LoopbackCloud.ProxiedName}:443 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_and_a_password_are_sent_to_the_proxy_and_shown_to_nobody()
    {
        await using var proxy = new ConnectProxy(_cloud.ServicePort, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"r\"");

        var publish = await Lab.RunAsync("publish", Behind(("HTTPS_PROXY", $"http://me:s3cret@127.0.0.1:{proxy.Port}")));

        publish.Code.ShouldBe(1);
        proxy.Authorizations.ShouldContain("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("me:s3cret")));
        publish.Errors.ShouldContain(l => l.Contains($"The proxy {proxy.Address} (from HTTPS_PROXY) asks for a user and a password (407).", StringComparison.Ordinal));
        string.Join('\n', publish.Errors.Concat(publish.Lines)).ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("worker --until-idle 1s --yes")]
    public async Task A_proxy_that_refuses_the_host_is_named(string verb)
    {
        await using var proxy = new ConnectProxy(_cloud.ServicePort, "403 Forbidden");
        await using var lab = Lab.Start(verb, Behind(("ALL_PROXY", proxy.Address)));

        await lab.SaysAsync($"The proxy {proxy.Address} (from ALL_PROXY) does not connect to {LoopbackCloud.ProxiedName}:443: it answers 403.");
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        await using var lab = Lab.Start("publish", Behind(("HTTPS_PROXY", Nowhere)));

        await lab.SaysAsync($"The proxy {Nowhere} (from HTTPS_PROXY) cannot be reached: Connection refused");
        (await lab.EndAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Loopback_needs_no_proxy_for_the_service_nor_for_tokens()
    {
        var environment = Without((string[])["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"]);

        var doctor = await Lab.RunAsync("doctor", environment);
        var publish = await Lab.RunAsync("publish", environment);
        var worker = await Lab.RunAsync("worker --until-idle 2s --yes", environment);

        doctor.Code.ShouldBe(0, string.Join('\n', doctor.Lines));
        publish.Code.ShouldBe(0, string.Join('\n', publish.Errors));
        worker.Code.ShouldBe(0, string.Join('\n', worker.Errors));

        (string, string)[] Without(string[] variables) => [.. _cloud.Environment, .. variables.Select(v => (v, Nowhere))];
    }

    [Fact]
    public async Task A_host_in_NO_PROXY_is_reached_without_the_proxy()
    {
        await using var proxy = new ConnectProxy(_cloud.ServicePort);
        await using var lab = Lab.Start("publish", Behind(("HTTPS_PROXY", proxy.Address), ("NO_PROXY", LoopbackCloud.ProxiedName)));

        // Nobody knows the name but the proxy.
        await lab.SaysAsync("cannot be reached");
        proxy.Requests.ShouldBeEmpty();
    }

    private (string, string)[] Behind(params (string, string)[] variables) =>
    [
        .. _cloud.Environment.Where(setting => setting.Item1 != "PUBSUB_ENDPOINT"), ("PUBSUB_ENDPOINT", $"{LoopbackCloud.ProxiedName}:443"), .. variables,
    ];
}
