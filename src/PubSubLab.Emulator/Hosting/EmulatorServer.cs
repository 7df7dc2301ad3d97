using System.Net;
using Grpc.AspNetCore.Server.Model;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Connections;
using PubSubLab.Emulator.Control;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Requests;
using PubSubLab.Emulator.Rest;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Web;

namespace PubSubLab.Emulator.Hosting;

/// <summary>Builds the web server: as little of ASP.NET Core as gRPC needs, because it is to be ready at once.</summary>
internal static class EmulatorServer
{
    public static WebApplication Build(Broker broker, EmulatorFaults faults, IReadOnlyList<IPAddress> addresses, int port, Action<Exception> failed)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var gate = new ConnectionGate(broker.Options.Limits, broker.Options.OnPressure);
        builder.Services.Configure<KestrelServerOptions>(kestrel => Configure(kestrel, broker, gate, addresses, port));
        builder.Services.AddSingleton(_ => gate);
        builder.Services.AddSingleton<IConnectionListenerFactory>(services =>
            new GatedListenerFactory(services.GetRequiredService<ConnectionGate>(), services.GetRequiredService<ILoggerFactory>(), failed, SocketTransportOptions.CreateDefaultBoundListenSocket));
        if (broker.Options.OnFault is { } tell)
        {
            // Why a start failed, the caller of StartAsync gets as an exception.
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddProvider(new FaultLog(tell)));
        }

        builder.Services.AddRouting();
        builder.Services.AddSingleton(broker);
        builder.Services.AddGrpc(static grpc =>
        {
            grpc.MaxReceiveMessageSize = EmulatorLimits.MaximumMessage;
            grpc.MaxSendMessageSize = null;
            grpc.EnableDetailedErrors = true;
        });
        builder.Services.AddGrpcReflection();
        var health = new HealthServiceImpl();
        foreach (var service in (string[])["", "google.pubsub.v1.Publisher", "google.pubsub.v1.Subscriber", "google.pubsub.v1.SchemaService", "google.iam.v1.IAMPolicy"])
        {
            health.SetStatus(service, HealthCheckResponse.Types.ServingStatus.Serving);
        }

        builder.Services.AddSingleton(health);
        builder.Services.AddSingleton<RawPublisher>();
        builder.Services.AddSingleton<RawSubscriber>();
        builder.Services.AddSingleton<PublisherService>();
        builder.Services.AddSingleton<SubscriberService>();
        builder.Services.AddSingleton<SchemaEndpoint>();
        builder.Services.AddSingleton<IamPolicyService>();
        builder.Services.AddSingleton<MessageTransformEndpoint>();
        builder.Services.AddSingleton<IServiceMethodProvider<RawPublisher>, RawPublisher.Methods>();
        builder.Services.AddSingleton<IServiceMethodProvider<RawSubscriber>, RawSubscriber.Methods>();

        var guard = new WebGuard(broker.Options.Web);
        var app = builder.Build();
        app.Use(guard.Use);
        app.Use(FaultMiddleware.Use(faults));
        // Clients without PATCH send POST with the method that they mean (gax-java).
        app.UseHttpMethodOverride();
        app.Use(UnhandledExceptions.Use());
        app.Use(RestErrors.Use(broker.Options.OnFault));
        app.Use(next => new Admission(next, broker.Memory, gate, broker.Options.Limits).RunAsync);
        // Said here, because left out it would be put before those above, which are to see what no route answers.
        app.UseRouting();
        HealthEndpoints.Map(app, broker);
        ControlApi.Map(app, broker, faults);
        OidcEndpoints.Map(app, broker.Push.Oidc);
        if (broker.Options.Rest)
        {
            RestApi.Map(app, faults);
        }

        app.MapGrpcReflectionService();
        app.MapGrpcService<HealthServiceImpl>();
        app.MapGrpcService<PublisherService>();
        app.MapGrpcService<SubscriberService>();
        app.MapGrpcService<SchemaEndpoint>();
        app.MapGrpcService<IamPolicyService>();
        // Both kinds of services answer to the same paths; these come first.
        app.MapGrpcService<RawPublisher>().Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);
        app.MapGrpcService<RawSubscriber>().Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, Broker broker, ConnectionGate gate, IReadOnlyList<IPAddress> addresses, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        var limits = kestrel.Limits;
        // The size of requests and slow consumers are ours to judge. A body that stands still ends; gRPC lifts this for its streams.
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 100, broker.Options.Limits.BodyPause);
        limits.MinResponseDataRate = null;
        limits.MaxResponseBufferSize = 4 << 20;
        limits.MaxRequestBufferSize = 16 << 20;
        // Past this a client waits without a word, so our own limit comes first and answers.
        limits.Http2.MaxStreamsPerConnection = broker.Options.Limits.CallsPerConnection * 2;
        // Limit of unread bytes per connection, lower if memory is short.
        var window = (int)Math.Clamp(broker.Memory.Available / 64, 1 << 20, 16 << 20);
        limits.Http2.InitialConnectionWindowSize = window;
        limits.Http2.InitialStreamWindowSize = window / 4;
        limits.Http2.MaxFrameSize = 1 << 20;
        foreach (var address in addresses)
        {
            kestrel.Listen(address, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(gate.Use);
            });
        }
    }
}
