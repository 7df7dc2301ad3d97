using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Server;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Accounts;

/// <summary>A small cloud on loopback: the service behind TLS, which looks at tokens, a token endpoint, and an account.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private Cloud(TestServer server, TokenServer tokens, X509Certificate2 certificate)
    {
        Server = server;
        Tokens = tokens;
        Certificate = certificate;
        Account = new ServiceAccount(tokens.Uri);
    }

    internal SmallBroker Broker { get; private init; } = null!;

    internal TestServer Server { get; }

    internal TokenServer Tokens { get; }

    internal ServiceAccount Account { get; }

    internal X509Certificate2 Certificate { get; }

    /// <summary>As a user would name a regional endpoint.</summary>
    internal string Endpoint => $"localhost:{Server.Port}";

    /// <summary>Trusts the certificate of this cloud and no other.</summary>
    internal GrpcAdapter Adapter => GrpcNetClientAdapter.Default.WithAdditionalOptions(options => options.HttpHandler = new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == Certificate.GetCertHashString(),
        },
    });

    /// <summary>The headers of the calls so far.</summary>
    internal IEnumerable<Metadata> Headers => Broker.Calls.Select(call => call.Headers);

    internal static async Task<Cloud> StartAsync()
    {
        var broker = new SmallBroker();
        broker.Subscribe(Lab.Topic, Lab.Subscription);
        var certificate = MakeCertificate();
        return new Cloud(await TestServer.StartAsync(broker, certificate: certificate), await TokenServer.StartAsync(), certificate) { Broker = broker };
    }

    /// <summary>A builder that reaches this cloud; what is said of accounts is for the test.</summary>
    internal PublisherServiceApiClientBuilder Builder() => new() { Endpoint = Endpoint, GrpcAdapter = Adapter };

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Tokens.DisposeAsync();
        Account.Dispose();
        Certificate.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
