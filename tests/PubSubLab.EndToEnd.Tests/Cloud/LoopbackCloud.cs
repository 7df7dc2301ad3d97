using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>
/// What Google Cloud is to a client, on loopback: TLS, accounts of every type, tokens, a permission for every call, and everything that goes
/// wrong with them. Behind it is an emulator process, which knows nothing of all that.
/// </summary>
internal sealed class LoopbackCloud : IAsyncDisposable
{
    public const string Project = "my-project";
    public const string Publisher = "publisher@my-project.iam.gserviceaccount.com";
    public const string Subscriber = "subscriber@my-project.iam.gserviceaccount.com";

    /// <summary>A person, who has no rights on Pub/Sub.</summary>
    public const string Person = "person@example.com";

    /// <summary>A name for the service that no resolver knows: only a proxy connects to it.</summary>
    public const string ProxiedName = "pubsub.behind-the-proxy.test";

    private readonly Lab _emulator;
    private readonly WebApplication _app;

    private LoopbackCloud(Lab emulator, string backDoor, WebApplication app, string folder)
    {
        _emulator = emulator;
        _app = app;
        BackDoor = backDoor;
        Folder = folder;
        Rights = app.Services.GetRequiredService<CloudRights>();
        Accounts = app.Services.GetRequiredService<CloudAccounts>();
        Faults = app.Services.GetRequiredService<CloudFaults>();
        Tokens = app.Services.GetRequiredService<TokenEndpoints>();
        Files = new CredentialFiles(folder, $"http://{TokenHost}", Accounts);
        Proxy = new ConnectProxy(ServicePort);
    }

    /// <summary>Permissions; tests change them.</summary>
    public CloudRights Rights { get; }

    /// <summary>Keys, tokens, and the cloud's clock.</summary>
    public CloudAccounts Accounts { get; }

    /// <summary>Faults that tests inject.</summary>
    public CloudFaults Faults { get; }

    /// <summary>The token endpoints.</summary>
    public TokenEndpoints Tokens { get; }

    /// <summary>Writes files with credentials.</summary>
    public CredentialFiles Files { get; }

    /// <summary>A folder with the two keys, the authority's certificate, and what tests write there.</summary>
    public string Folder { get; }

    /// <summary>The same emulator without accounts, to set things up.</summary>
    public string BackDoor { get; }

    /// <summary>Port of the service, behind TLS. Token endpoints are there too, for proxies that lead Google's hosts here.</summary>
    public int ServicePort => Port("https");

    /// <summary>Leads every host here: Google's library has the addresses of oauth2 and iamcredentials built in.</summary>
    public ConnectProxy Proxy { get; }

    /// <summary>Host and port of the token endpoints and of the metadata server, without TLS.</summary>
    public string TokenHost => $"localhost:{Port("http")}";

    /// <summary>Environment of a process that uses this as Google Cloud, without credentials.</summary>
    public (string, string)[] Place =>
    [
        ("BACKEND", "cloud"),
        ("PROJECT_ID", Project),
        ("PUBSUB_ENDPOINT", $"localhost:{ServicePort}"),
        ("SSL_CERT_FILE", Path.Combine(Folder, "ca.pem")),

        // A home without gcloud's credentials, and no metadata server, whatever this machine has.
        ("HOME", Folder),
        ("GOOGLE_APPLICATION_CREDENTIALS", ""),
        ("GCE_METADATA_HOST", "localhost:9"),
    ];

    /// <summary>Environment of a process that uses this as Google Cloud, with two keys.</summary>
    public (string, string)[] Environment =>
    [
        .. Place,
        ("PUBLISHER_CREDENTIALS", Path.Combine(Folder, "publisher.json")),
        ("SUBSCRIBER_CREDENTIALS", Path.Combine(Folder, "subscriber.json")),
    ];

    public static async Task<LoopbackCloud> StartAsync()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        var folder = Directory.CreateTempSubdirectory("pubsublab-cloud-").FullName;
        var (authority, certificate) = CloudAuthority.Make();
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority);
        var app = Build(certificate, host);
        await app.StartAsync();
        var cloud = new LoopbackCloud(emulator, host, app, folder);
        cloud.Files.Key("publisher.json", Publisher);
        cloud.Files.Key("subscriber.json", Subscriber);
        return cloud;
    }

    /// <summary>Makes the topic and the subscription of the default settings.</summary>
    public async Task MakeTopologyAsync() =>
        (await Lab.RunAsync($"publish --project {Project} --topic lab-tasks", ("PUBSUB_EMULATOR_HOST", BackDoor))).Code.ShouldBe(0);

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        await _emulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);

        // In every test: no process prints a key, a token or a refresh token.
        ShownIn(Lab.Said).ShouldBeEmpty();
    }

    /// <summary>The secrets that are in these texts.</summary>
    public IEnumerable<string> ShownIn(IEnumerable<string> texts)
    {
        var all = string.Join('\n', texts);
        return Accounts.Secrets.Where(secret => all.Contains(secret, StringComparison.Ordinal));
    }

    private int Port(string scheme) =>
        new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(a => a.StartsWith(scheme + ":", StringComparison.Ordinal))).Port;

    private static WebApplication Build(X509Certificate2 certificate, string emulator)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<CloudAccounts>().AddSingleton<CloudRights>().AddSingleton<CloudFaults>();
        builder.Services.AddSingleton<TokenEndpoints>().AddSingleton<PubSubFront>().AddSingleton(new Forwarder(emulator));
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var app = builder.Build();

        // In front of the routes: gRPC answers every service that it does not know with UNIMPLEMENTED.
        var front = app.Services.GetRequiredService<PubSubFront>();
        var accounts = app.Services.GetRequiredService<CloudAccounts>();
        app.Use((http, next) =>
        {
            http.Response.Headers.Date = accounts.Now.ToString("R");
            return PubSubFront.IsFor(http) ? front.ServeAsync(http, next) : next(http);
        });
        app.UseRouting();
        app.Services.GetRequiredService<TokenEndpoints>().Map(app);
        app.MapGrpcService<PubSubFront.Iam>();
        return app;
    }
}
