using System.Net.Sockets;
using Google.Api.Gax.Grpc;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// A worker's connections to the broker. They can be cut as the operating system cuts those of a process that dies: nothing that was
/// not sent is sent any more, and nothing connects again.
/// </summary>
/// <param name="clock">Notes the time of each answer.</param>
/// <param name="workerHeader">Header that tells the broker the worker's name, or null.</param>
/// <param name="useProxy">Whether the environment's proxy is used. A proxy cannot relay HTTP/2 to an emulator, which has no TLS.</param>
internal sealed class SeverableConnections(ServerClock clock, string? workerHeader, bool useProxy)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _sockets = [];
    private bool _severed;

    /// <summary>Makes channels whose connections are these.</summary>
    public GrpcAdapter Adapter => GrpcNetClientAdapter.Default.WithAdditionalOptions(options =>
    {
        options.HttpHandler = new Gate(this, BrokerHandler.Create(clock, useProxy, ConnectAsync));
        options.DisposeHttpClient = true;
    });

    /// <summary>Cuts every connection, now and for good.</summary>
    public void Sever()
    {
        Socket[] sockets;
        lock (_gate)
        {
            _severed = true;
            sockets = [.. _sockets];
            _sockets.Clear();
        }

        foreach (var socket in sockets)
        {
            Cut(socket);
        }
    }

    private static void Cut(Socket socket)
    {
        try
        {
            // A linger time of zero throws away what the kernel still holds, so that no acknowledgement leaves after this.
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The broker or the HTTP client closed it already, on another thread and without telling. It sends nothing any more.
        }

        socket.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = await BrokerHandler.OpenAsync(context.DnsEndPoint, cancellation);
        try
        {
            lock (_gate)
            {
                ThrowIfSevered();
                _sockets.RemoveWhere(s => !s.Connected);
                _sockets.Add(socket);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void ThrowIfSevered()
    {
        lock (_gate)
        {
            if (_severed)
            {
                throw new HttpRequestException("The worker was killed; its connections are cut.");
            }
        }
    }

    /// <summary>Lets no call through once the connections are cut, and tells the broker the worker's name.</summary>
    private sealed class Gate(SeverableConnections connections, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            connections.ThrowIfSevered();
            if (connections.WorkerHeaderValue is { } value)
            {
                request.Headers.TryAddWithoutValidation(WorkerHeader.Name, value);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }

    private string? WorkerHeaderValue => workerHeader;
}
