using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Google.Cloud.Iam.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSubLab.EndToEnd.Tests.Support;

namespace PubSubLab.EndToEnd.Tests.Cloud;

/// <summary>
/// What Google Cloud is to a client, on loopback: TLS, accounts with keys, tokens, a permission for every call. Behind it is an
/// emulator process, which knows nothing of all that.
/// </summary>
internal sealed class LoopbackCloud : IAsyncDisposable
{
    public const string Project = "my-project";
    public const string Publisher = "publisher@my-project.iam.gserviceaccount.com";
    public const string Subscriber = "subscriber@my-project.iam.gserviceaccount.com";

    /// <summary>A name for the service that no resolver knows: only a proxy connects to it.</summary>
    public const string ProxiedName = "pubsub.behind-the-proxy.test";

    private readonly Lab _emulator;
    private readonly WebApplication _app;

    private LoopbackCloud(Lab emulator, WebApplication app, CloudRights rights, string folder)
    {
        _emulator = emulator;
        _app = app;
        Rights = rights;
        Folder = folder;
    }

    /// <summary>Who may what; tests change it.</summary>
    public CloudRights Rights { get; }

    /// <summary>A folder with the two keys, the certificate, and nothing else.</summary>
    public string Folder { get; }

    /// <summary>What a process needs to take this for Google Cloud.</summary>
    public (string, string)[] Environment =>
    [
        ("BACKEND", "cloud"),
        ("PROJECT_ID", Project),
        ("PUBSUB_ENDPOINT", $"localhost:{Port("https")}"),
        ("PUBLISHER_CREDENTIALS", Path.Combine(Folder, "publisher.json")),
        ("SUBSCRIBER_CREDENTIALS", Path.Combine(Folder, "subscriber.json")),
        ("SSL_CERT_FILE", Path.Combine(Folder, "ca.pem")),
    ];

    /// <summary>Port of the service, behind TLS.</summary>
    public int ServicePort => Port("https");

    /// <summary>The same emulator without accounts, to set things up.</summary>
    public required string BackDoor { get; init; }

    public static async Task<LoopbackCloud> StartAsync()
    {
        var (emulator, host) = await Lab.StartEmulatorAsync();
        var folder = Directory.CreateTempSubdirectory("pubsublab-cloud-").FullName;
        using var certificate = MakeCertificate();
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), certificate.ExportCertificatePem());
        var rights = new CloudRights();
        var app = Build(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null), host, rights);
        await app.StartAsync();
        var cloud = new LoopbackCloud(emulator, app, rights, folder) { BackDoor = host };
        cloud.WriteKey("publisher.json", Publisher);
        cloud.WriteKey("subscriber.json", Subscriber);
        return cloud;
    }

    /// <summary>Writes a key of an account, readable by its owner alone.</summary>
    public void WriteKey(string file, string account, string project = Project)
    {
        using var rsa = RSA.Create(2048);
        var path = Path.Combine(Folder, file);
        File.WriteAllText(path, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = project,
            ["private_key_id"] = "key-1",
            ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = account,
            ["client_id"] = "1",
            ["token_uri"] = $"http://localhost:{Port("http")}/token",
        }));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        await _emulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private int Port(string scheme) =>
        new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(a => a.StartsWith(scheme + ":", StringComparison.Ordinal))).Port;

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(ProxiedName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static WebApplication Build(X509Certificate2 certificate, string emulator, CloudRights rights)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(rights);
        builder.Services.AddSingleton(new Forwarder(emulator));
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(certificate);
            });
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var app = builder.Build();
        // In front of the routes: gRPC answers every service that it does not know with UNIMPLEMENTED.
        app.Use(async (http, next) =>
        {
            if (!http.Request.Path.StartsWithSegments("/google.pubsub.v1.Publisher", StringComparison.Ordinal) && !http.Request.Path.StartsWithSegments("/google.pubsub.v1.Subscriber", StringComparison.Ordinal))
            {
                await next(http);
                return;
            }

            var method = http.Request.Path.Value!.Split('/')[^1];
            if (rights.MayCall(CloudRights.AccountOf(http.Request.Headers.Authorization), method) is { } status)
            {
                http.Response.ContentType = "application/grpc";
                http.Response.Headers["grpc-status"] = $"{(int)status.StatusCode}";
                http.Response.Headers["grpc-message"] = status.Detail;
                return;
            }

            await http.RequestServices.GetRequiredService<Forwarder>().ForwardAsync(http);
        });
        app.UseRouting();
        app.MapPost("/token", rights.GiveTokenAsync);
        app.MapGrpcService<Iam>();
        return app;
    }

    /// <summary>Answers which of the permissions asked for an account has, as the service does.</summary>
    private sealed class Iam(CloudRights rights, Forwarder forwarder) : IAMPolicy.IAMPolicyBase
    {
        public override async Task<TestIamPermissionsResponse> TestIamPermissions(TestIamPermissionsRequest request, ServerCallContext context)
        {
            var account = CloudRights.AccountOf(context.GetHttpContext().Request.Headers.Authorization);
            if (account is null)
            {
                throw new RpcException(new Status(StatusCode.Unauthenticated, "no token"));
            }

            if (!await forwarder.ExistsAsync(request.Resource))
            {
                throw new RpcException(new Status(StatusCode.NotFound, $"Resource not found (resource={request.Resource})."));
            }

            var response = new TestIamPermissionsResponse();
            response.Permissions.AddRange(request.Permissions.Where(p => rights.Has(account, p)));
            return response;
        }
    }
}

/// <summary>Who may what.</summary>
internal sealed class CloudRights
{
    private readonly ConcurrentDictionary<string, HashSet<string>> _byAccount = new(StringComparer.Ordinal)
    {
        [LoopbackCloud.Publisher] = ["pubsub.topics.publish"],
        [LoopbackCloud.Subscriber] = ["pubsub.subscriptions.consume"],
    };

    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);

    /// <summary>The account that a bearer token is of: the issuer of one that the client signed itself, or what the token endpoint gave.</summary>
    public static string? AccountOf(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var token = authorization["Bearer ".Length..];
        if (token.Split('.') is not [_, var payload, _])
        {
            return token.StartsWith("opaque-", StringComparison.Ordinal) ? token["opaque-".Length..] : null;
        }

        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(payload));
        return claims.RootElement.GetProperty("iss").GetString();
    }

    public void Set(string account, params string[] permissions) => _byAccount[account] = [.. permissions];

    /// <summary>From now on the token endpoint refuses the account's key.</summary>
    public void Revoke(string account) => _revoked[account] = true;

    public bool Has(string account, string permission) => _byAccount.TryGetValue(account, out var permissions) && permissions.Contains(permission);

    /// <summary>Null where the account may call the method, else what the service answers.</summary>
    public Status? MayCall(string? account, string method)
    {
        if (account is null)
        {
            return new Status(StatusCode.Unauthenticated, "Request had invalid authentication credentials.");
        }

        var permission = method switch
        {
            "Publish" => "pubsub.topics.publish",
            "StreamingPull" or "Pull" or "Acknowledge" or "ModifyAckDeadline" => "pubsub.subscriptions.consume",
            _ => "pubsub.admin",
        };
        return Has(account, permission) ? null : new Status(StatusCode.PermissionDenied, "User not authorized to perform this action.");
    }

    /// <summary>RFC 7523: a signed assertion for a token.</summary>
    public async Task GiveTokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var account = AccountOf($"Bearer {form["assertion"]}");
        if (account is null || _revoked.ContainsKey(account))
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(new { error = "invalid_grant", error_description = "Invalid JWT Signature." });
            return;
        }

        await http.Response.WriteAsJsonAsync(new { access_token = $"opaque-{account}", expires_in = 3600, token_type = "Bearer" });
    }
}

/// <summary>Sends a gRPC call on to the emulator, both ways as it flows.</summary>
internal sealed class Forwarder(string emulator) : IDisposable
{
    private static readonly string[] s_hopByHop = ["Host", "Authorization", "Transfer-Encoding", "Content-Length", "Connection"];

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });

    public async Task<bool> ExistsAsync(string resource)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{emulator}/v1/{resource}");
        using var response = await _client.SendAsync(request, CancellationToken.None);
        return response.IsSuccessStatusCode;
    }

    public async Task ForwardAsync(HttpContext http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{emulator}{http.Request.Path}")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new FlowingContent(http.Request.Body),
        };
        foreach (var (name, value) in http.Request.Headers.Where(h => !h.Key.StartsWith(':') && !s_hopByHop.Contains(h.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, [.. value]))
            {
                request.Content.Headers.TryAddWithoutValidation(name, [.. value]);
            }
        }

        using var response = await _client.SendAsync(request, http.RequestAborted);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }

        foreach (var (name, values) in response.TrailingHeaders)
        {
            http.Response.AppendTrailer(name, values.ToArray());
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>A request body that is sent as it comes.</summary>
    private sealed class FlowingContent(Stream body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[64 * 1024];
            int read;
            await stream.FlushAsync();
            while ((read = await body.ReadAsync(buffer)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
