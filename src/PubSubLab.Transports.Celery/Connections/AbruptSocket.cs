using System.Net.Sockets;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Connections;

/// <summary>A connection's socket, kept in reach so that it can end as a process does: torn off, with nothing said.</summary>
internal sealed class AbruptSocket
{
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private bool _torn;

    /// <summary>Makes the socket that the client is to use.</summary>
    public ITcpClient Create(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_gate)
        {
            _sockets.Add(socket);
            if (_torn)
            {
                socket.Dispose();
            }
        }

        return new TcpClientAdapter(socket);
    }

    /// <summary>When this returns, nothing that was not yet handed to the network can leave any more.</summary>
    public void TearOff()
    {
        lock (_gate)
        {
            _torn = true;
            foreach (var socket in _sockets)
            {
                // Lingering for 0 s: what waits to be sent is thrown away and the peer is told by a reset, as when a process is killed.
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // Already closed by the other side or by the client: torn off is what it is.
                }

                socket.Dispose();
            }
        }
    }
}
