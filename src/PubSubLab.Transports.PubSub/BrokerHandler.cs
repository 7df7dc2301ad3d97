using System.Net;
using System.Net.Sockets;
using Google.Api.Gax.Grpc;

namespace PubSubLab.Transports.PubSub;

/// <summary>Makes the HTTP handler of every channel to the broker, publishers' and workers' alike.</summary>
internal static class BrokerHandler
{
    /// <summary>An adapter whose channels have such handlers.</summary>
    /// <param name="clock">Notes the time of each answer.</param>
    /// <param name="useProxy">Whether the environment's proxy is used. A proxy cannot relay HTTP/2 to an emulator, which has no TLS.</param>
    public static GrpcAdapter Adapter(ServerClock clock, bool useProxy) => GrpcNetClientAdapter.Default.WithAdditionalOptions(options =>
    {
        // Grpc.Net.Client connects past every proxy, unless the handler has a way of its own to connect.
        options.HttpHandler = Create(clock, useProxy, useProxy ? ConnectAsync : null);
        options.DisposeHttpClient = true;
    });

    /// <summary>A handler.</summary>
    /// <param name="clock">Notes the time of each answer.</param>
    /// <param name="useProxy">Whether the environment's proxy is used.</param>
    /// <param name="connect">Makes connections, to the proxy where there is one; null for the handler's own way.</param>
    public static HttpMessageHandler Create(ServerClock clock, bool useProxy, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect) => new Answers(clock, new SocketsHttpHandler
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        InitialHttp2StreamWindowSize = 4 << 20,
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        UseProxy = useProxy,
        Proxy = useProxy ? ProxyRule.Instance : null,
        ConnectCallback = connect,
#pragma warning disable CA5359 // It accepts what the platform accepts, and throws for every other certificate.
        SslOptions = { RemoteCertificateValidationCallback = CertificateException.Check },
#pragma warning restore CA5359
    });

    /// <summary>Opens a connection to the broker, or to the proxy where there is one.</summary>
    public static async Task<Socket> OpenAsync(DnsEndPoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation) =>
        new NetworkStream(await OpenAsync(context.DnsEndPoint, cancellation), ownsSocket: true);

    /// <summary>Notes the time of answers, and turns failures of the proxy into exceptions that name it.</summary>
    private sealed class Answers(ServerClock clock, SocketsHttpHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                clock.Note(response.Headers.Date);
                return response;
            }
            catch (HttpRequestException e) when (inner.UseProxy && ProxyException.Explain(e, request.RequestUri!) is { } message)
            {
                throw new ProxyException(message, e);
            }
        }
    }
}
