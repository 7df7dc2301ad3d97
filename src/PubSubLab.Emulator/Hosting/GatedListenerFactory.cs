using System.Net;
using Microsoft.AspNetCore.Connections;

namespace PubSubLab.Emulator.Hosting;

/// <summary>Counts connections where they are accepted: a burst of them takes no more descriptors than there are places.</summary>
internal sealed class GatedListenerFactory(IConnectionListenerFactory inner, ConnectionGate gate) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken), gate);

    private sealed class Listener(IConnectionListener inner, ConnectionGate gate) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                var connection = await inner.AcceptAsync(cancellationToken);
                if (connection is null || gate.TryEnter(connection))
                {
                    return connection;
                }

                // Closed before the next one is accepted, so that there is never more than one of these.
                connection.Abort(new ConnectionAbortedException("The emulator has as many connections as it may open."));
                await connection.DisposeAsync();
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
