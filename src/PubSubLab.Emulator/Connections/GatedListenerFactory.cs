using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace PubSubLab.Emulator.Connections;

/// <summary>
/// Listens, and counts connections where they are accepted: a burst of them takes no more descriptors than there are places. Kestrel's own
/// listener tries again without a pause and without a word when it can accept nothing.
/// </summary>
internal sealed class GatedListenerFactory(ConnectionGate gate, ILoggerFactory logging, Action<Exception> failed, Func<EndPoint, Socket> bind) : IConnectionListenerFactory, IDisposable
{
    /// <summary>A connection in the system's queue gets a place soon. A client that finds the queue full tries again only after a second.</summary>
    private const int Queue = 1024;

    private readonly SocketConnectionContextFactory _connections = new(
        new SocketConnectionFactoryOptions(), logging.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));

    /// <exception cref="AddressInUseException">Another program listens there.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            var socket = bind(endpoint);
            var listener = new Listener(socket, _connections, gate, failed);
            socket.Listen(Queue);
            return ValueTask.FromResult<IConnectionListener>(listener);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }
    }

    public void Dispose() => _connections.Dispose();

    private sealed class Listener(Socket socket, SocketConnectionContextFactory connections, ConnectionGate gate, Action<Exception> failed) : IConnectionListener
    {
        private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

        public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await NextAsync(cancellationToken) is { } accepted)
            {
                var connection = connections.Create(accepted);
                if (await gate.EnterAsync(connection, cancellationToken))
                {
                    return connection;
                }

                // Closed before the next one is accepted, so that there is never more than one of these.
                connection.Abort(new ConnectionAbortedException("The emulator has as many connections as it may open."));
                await connection.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();

        private async ValueTask<Socket?> NextAsync(CancellationToken cancellation)
        {
            while (true)
            {
                Socket? accepted = null;
                try
                {
                    accepted = await socket.AcceptAsync(cancellation);
                    accepted.NoDelay = true;
                    return accepted;
                }
                catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                {
                    await Task.Delay(s_pause, TimeProvider.System, cancellation);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.InvalidArgument or SocketError.NotSocket or SocketError.OperationNotSupported)
                {
                    failed(new IOException($"The socket that listens on {EndPoint} accepts no more connections: {e.Message}.", e));
                    return null;
                }
                catch (SocketException)
                {
                    // The connection was reset while it was in the queue.
                    accepted?.Dispose();
                }
            }
        }
    }
}
