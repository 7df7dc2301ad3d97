using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using NetOptions = Grpc.Net.Client.GrpcChannelOptions;

namespace Google.Api.Gax.Grpc;

/// <summary>Makes channels with Grpc.Net.Client.</summary>
public sealed class GrpcNetClientAdapter : GrpcAdapter
{
    // One stream fills at most this much of the receiver's memory before it waits; the protocol's 64 KB would have a
    // stream of large messages wait for a round trip every few messages.
    private const int StreamWindowBytes = 4 * 1024 * 1024;

    private readonly Action<NetOptions>? _configure;

    private GrpcNetClientAdapter(Action<NetOptions>? configure) => _configure = configure;

    /// <summary>The adapter with no options beyond the builder's.</summary>
    public static GrpcNetClientAdapter Default { get; } = new(null);

    /// <summary>An adapter that applies <paramref name="configure"/> to the options of each channel, after everything else.</summary>
    public GrpcNetClientAdapter WithAdditionalOptions(Action<NetOptions> configure) =>
        new(_configure + GaxPreconditions.CheckNotNull(configure, nameof(configure)));

    private protected override ChannelBase CreateChannelImpl(string endpoint, ChannelCredentials credentials, GrpcChannelOptions options)
    {
        GaxPreconditions.CheckArgument(
            options.EnableServiceConfigResolution != true, nameof(options), "Service configuration is not looked up by Grpc.Net.Client.");
        var netOptions = new NetOptions
        {
            Credentials = credentials,
            MaxReceiveMessageSize = options.MaxReceiveMessageSize,
            MaxSendMessageSize = options.MaxSendMessageSize,
        };
        _configure?.Invoke(netOptions);
        if (netOptions.HttpHandler is null && netOptions.HttpClient is null)
        {
            netOptions.HttpHandler = CreateHandler(options, new Uri(ToAddress(endpoint, SecurityDetector.IsSecure(credentials))));
            netOptions.DisposeHttpClient = true;
        }

        if (options.PrimaryUserAgent is { Length: > 0 } userAgent && netOptions.HttpHandler is { } handler)
        {
            netOptions.HttpHandler = new UserAgentHandler(userAgent, handler);
        }

        return GrpcChannel.ForAddress(ToAddress(endpoint, SecurityDetector.IsSecure(credentials)), netOptions);
    }

    private static SocketsHttpHandler CreateHandler(GrpcChannelOptions options, Uri address)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

            // A proxy relays HTTP/2 only inside a tunnel for TLS.
            UseProxy = address.Scheme == Uri.UriSchemeHttps && !address.IsLoopback,
        };
        if (handler.UseProxy && !HttpClient.DefaultProxy.IsBypassed(address))
        {
            // Grpc.Net.Client connects past every proxy, unless the handler has a way of its own to connect.
            handler.ConnectCallback = ConnectAsync;
        }

        if (options.KeepAliveTime is { } time)
        {
            handler.KeepAlivePingDelay = time;
            handler.KeepAlivePingTimeout = options.KeepAliveTimeout ?? TimeSpan.FromSeconds(20);
        }

        return handler;
    }

    // The endpoint is the proxy's where there is a proxy.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string ToAddress(string endpoint, bool secure) =>
        endpoint.StartsWith("http:", StringComparison.Ordinal) || endpoint.StartsWith("https:", StringComparison.Ordinal)
            ? endpoint
            : (secure ? "https://" : "http://") + endpoint;

    private sealed class UserAgentHandler(string userAgent, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var own = request.Headers.UserAgent.ToString();
            request.Headers.UserAgent.Clear();
            request.Headers.TryAddWithoutValidation("User-Agent", $"{userAgent} {own}".TrimEnd());
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class SecurityDetector : ChannelCredentialsConfiguratorBase
    {
        private bool _secure;

        public static bool IsSecure(ChannelCredentials credentials)
        {
            var detector = new SecurityDetector();
            credentials.InternalPopulateConfiguration(detector, null!);
            return detector._secure;
        }

        public override void SetCompositeCredentials(object state, ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
            channelCredentials.InternalPopulateConfiguration(this, state);

        public override void SetInsecureCredentials(object state) => _secure = false;

        public override void SetSslCredentials(
            object state, string? rootCertificates, KeyCertificatePair? keyCertificatePair, VerifyPeerCallback? verifyPeerCallback) => _secure = true;
    }
}
