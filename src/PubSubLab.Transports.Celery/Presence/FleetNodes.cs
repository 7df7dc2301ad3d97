using PubSubLab.Lab.Ports;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Other programs' workers, by their events. One whose heartbeats stay away is gone.</summary>
internal sealed class FleetNodes(TimeProvider time)
{
    /// <summary>Heartbeats that may be missing. Celery's own monitors allow two.</summary>
    private const int MissingBeats = 3;

    private const int MaxNodes = 1_000;

    private static readonly TimeSpan s_goneStay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    /// <summary>Takes an event.</summary>
    public void Take(FleetEvent e)
    {
        // An event of another sender, such as the producer of a task, makes no worker.
        if (!e.Type.StartsWith("worker-", StringComparison.Ordinal) && (e.State is null or "PENDING"))
        {
            return;
        }

        lock (_gate)
        {
            if (!_nodes.TryGetValue(e.Worker, out var node))
            {
                if (_nodes.Count == MaxNodes || e.Type == "worker-offline")
                {
                    return;
                }

                _nodes[e.Worker] = node = new Node();
            }

            var now = time.GetTimestamp();
            node.HeardAt = now;
            node.HasLeft = e.Type == "worker-offline";
            node.Retried += e.State == "RETRY" ? 1 : 0;
            if (e.Frequency is > 0 and var seconds)
            {
                node.Beat = TimeSpan.FromSeconds(Math.Min(seconds, s_longestPause.TotalSeconds));
            }

            if (e.Software.Length > 0)
            {
                node.Software = e.Software;
            }

            var (active, processed) = (e.Active ?? node.Active, e.Processed ?? node.Processed);
            if (e.State is not null || (node.IsKnown && (active, processed) != (node.Active, node.Processed)) || active > 0)
            {
                node.WorkedAt = now;
            }

            (node.Active, node.Processed, node.IsKnown) = (active, processed, true);
        }
    }

    /// <summary>The workers now.</summary>
    public IReadOnlyList<FleetWorker> Read()
    {
        lock (_gate)
        {
            foreach (var name in _nodes.Where(n => GoneFor(n.Value) > s_goneStay).Select(n => n.Key).ToList())
            {
                _nodes.Remove(name);
            }

            return
            [
                .. _nodes.Select(n => new FleetWorker(n.Key, n.Value.Software, GoneFor(n.Value) is null ? n.Value.Active : 0, n.Value.Processed)
                {
                    HeardAgo = time.GetElapsedTime(n.Value.HeardAt),
                    WorkedAgo = n.Value.WorkedAt is { } worked ? time.GetElapsedTime(worked) : null,
                    Retried = n.Value.Retried,
                    IsGone = GoneFor(n.Value) is not null,
                }),
            ];
        }
    }

    /// <summary>For how long it is gone; null where it is there.</summary>
    private TimeSpan? GoneFor(Node node)
    {
        var silent = time.GetElapsedTime(node.HeardAt);
        var allowed = node.HasLeft ? TimeSpan.Zero : node.Beat * MissingBeats;
        return node.HasLeft || silent > allowed ? silent - allowed : null;
    }

    private sealed class Node
    {
        public TimeSpan Beat { get; set; } = WorkerEvents.Heartbeat;

        public string Software { get; set; } = "";

        public long HeardAt { get; set; }

        public long? WorkedAt { get; set; }

        public int Active { get; set; }

        public long Processed { get; set; }

        public long Retried { get; set; }

        public bool HasLeft { get; set; }

        public bool IsKnown { get; set; }
    }
}
