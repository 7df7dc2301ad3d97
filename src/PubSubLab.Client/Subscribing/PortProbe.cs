using System.Net.Sockets;

namespace Google.Cloud.PubSub.V1;

/// <summary>Asks whether somebody listens on a port. It says nothing there, and costs a handshake.</summary>
internal sealed class PortProbe(string host, int port)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>The probe of an endpoint such as <c>localhost:8085</c>; null where it names no port.</summary>
    internal static PortProbe? Of(string endpoint) =>
        Uri.TryCreate(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"http://{endpoint}", UriKind.Absolute, out var address)
            ? new PortProbe(address.IdnHost, address.Port)
            : null;

    /// <summary>Whether somebody listens.</summary>
    internal async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, patience.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Refused, unknown, or silent for too long: nobody is there yet. A cancelled pause is noticed by its owner.
            return false;
        }
    }
}
