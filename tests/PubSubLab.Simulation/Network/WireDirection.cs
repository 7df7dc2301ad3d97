namespace PubSubLab.Simulation.Network;

/// <summary>One direction of a call: frames arrive in the order in which they were sent, each in its own time.</summary>
/// <param name="link">The connection under it.</param>
/// <param name="name">Its name in the trace.</param>
/// <param name="arrived">Called when there is something to read, outside of every process.</param>
internal sealed class WireDirection(Link link, string name, Action<WireFrame> arrived)
{
    private readonly Queue<WireFrame> _arrived = new();
    private DateTimeOffset _last;

    /// <summary>Messages that were sent and not read.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Called when a message was read.</summary>
    public Action? Read { get; set; }

    public void Send(WireFrame frame)
    {
        var network = link.Network;
        if (frame.Kind == WireFrameKind.Message)
        {
            UnderWay++;
        }

        if (network.Draws.Chance(network.Faults.Cut))
        {
            // Before the frame, or behind it.
            if (network.Draws.Chance(0.5))
            {
                link.Cut();
            }
            else
            {
                Travel(frame, thenCut: true);
                return;
            }
        }

        Travel(frame, thenCut: false);
    }

    public bool TryTake(out WireFrame frame)
    {
        if (!_arrived.TryDequeue(out frame!))
        {
            return false;
        }

        if (frame.Kind == WireFrameKind.Message)
        {
            UnderWay--;
            Read?.Invoke();
        }

        return true;
    }

    private void Travel(WireFrame frame, bool thenCut)
    {
        var network = link.Network;
        var now = network.World.Clock.GetUtcNow();
        var at = now + network.Latency();
        _last = at > _last ? at : _last;
        network.After(_last - now, () =>
        {
            if (link.IsCut)
            {
                return;
            }

            network.World.Note($"{name} {frame.Kind} {frame.Bytes.Length} {Hash(frame.Bytes):x}");
            if (frame.Kind != WireFrameKind.Reset)
            {
                _arrived.Enqueue(frame);
            }

            arrived(frame);
            if (thenCut)
            {
                link.Cut();
            }
        });
    }

    private static uint Hash(byte[] bytes)
    {
        var hash = 2166136261;
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash;
    }
}
