using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PubSubLab.Client.Tests.Server;

/// <summary>gRPC on loopback in front of a <see cref="SmallBroker"/>.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app) => _app = app;

    internal string Endpoint => new Uri(_app.Urls.First()).Authority;

    internal int Port => new Uri(_app.Urls.First()).Port;

    internal static async Task<TestServer> StartAsync(SmallBroker broker, int port = 0, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;
        });
        builder.Services.AddSingleton(broker.Publisher);
        builder.Services.AddSingleton(broker.Subscriber);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        app.MapGrpcService<SmallBroker.PublisherService>();
        app.MapGrpcService<SmallBroker.SubscriberService>();
        await app.StartAsync();
        return new TestServer(app);
    }

    /// <summary>Ends all connections at once, as the end of the process would.</summary>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
