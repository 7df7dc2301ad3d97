namespace PubSubLab.Lab.Journal;

/// <summary>The newest messages on the way to each worker and into each topic, and how many there are a second: what a moving picture needs.</summary>
public sealed class WireTraffic : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Wire> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Wire> _topics = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Message is not { } message)
        {
            return;
        }

        lock (_gate)
        {
            switch (e.Kind)
            {
                case LabEventKind.Published:
                    Of(_topics, message.Topic).Leave(message, e.At);
                    break;
                case LabEventKind.Delivered when e.Worker is { } worker:
                    Of(_workers, worker).Leave(message, e.At);
                    break;
                case LabEventKind.Nacked or LabEventKind.LeaseExpired when e.Worker is { } worker && _workers.TryGetValue(worker, out var wire):
                    wire.ComeBack(message, e.At);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The wire to a worker.</summary>
    public WireState OfWorker(string worker, TimeSpan now) => Read(_workers, worker, now);

    /// <summary>The wire into a topic.</summary>
    public WireState OfTopic(string topic, TimeSpan now) => Read(_topics, topic, now);

    internal WireTraffic Copy()
    {
        lock (_gate)
        {
            var copy = new WireTraffic();
            foreach (var (from, to) in new[] { (_workers, copy._workers), (_topics, copy._topics) })
            {
                foreach (var (name, wire) in from)
                {
                    to.Add(name, wire.Copy());
                }
            }

            return copy;
        }
    }

    private static Wire Of(Dictionary<string, Wire> wires, string name)
    {
        if (!wires.TryGetValue(name, out var wire))
        {
            wires.Add(name, wire = new Wire());
        }

        return wire;
    }

    private WireState Read(Dictionary<string, Wire> wires, string name, TimeSpan now)
    {
        lock (_gate)
        {
            return wires.TryGetValue(name, out var wire) ? wire.Read(now) : WireState.Still;
        }
    }

    private sealed class Wire
    {
        // More than that cannot be told apart on a dozen cells.
        private const int Kept = 16;

        private WireTrip[] _trips = new WireTrip[Kept];
        private SecondCounts _left = new();
        private SecondCounts _cameBack = new();
        private int _count;

        public Wire Copy() => new() { _trips = [.. _trips], _left = _left.Copy(), _cameBack = _cameBack.Copy(), _count = _count };

        public void Leave(LabMessage message, TimeSpan at)
        {
            _trips[_count++ % Kept] = new WireTrip(message, at, null);
            _left.Add(at);
        }

        public void ComeBack(LabMessage message, TimeSpan at)
        {
            _cameBack.Add(at);
            for (var i = _count - 1; i >= Math.Max(0, _count - Kept); i--)
            {
                ref var trip = ref _trips[i % Kept];
                if (ReferenceEquals(trip.Message, message) && trip.CameBackAt is null)
                {
                    trip = trip with { CameBackAt = at };
                    return;
                }
            }
        }

        public WireState Read(TimeSpan now)
        {
            var trips = new List<WireTrip>(Kept);
            for (var i = Math.Max(0, _count - Kept); i < _count; i++)
            {
                trips.Add(_trips[i % Kept]);
            }

            return new WireState(trips, _left.Over(now, 1), _cameBack.Over(now, 1));
        }
    }
}

/// <summary>One wire at one moment.</summary>
/// <param name="Trips">The newest messages that left, oldest first.</param>
/// <param name="LeftPerSecond">Messages that left in the last whole second.</param>
/// <param name="CameBackPerSecond">Messages that came back in the last whole second, nacked or expired.</param>
public sealed record WireState(IReadOnlyList<WireTrip> Trips, double LeftPerSecond, double CameBackPerSecond)
{
    /// <summary>Nothing was ever on it.</summary>
    public static WireState Still { get; } = new([], 0, 0);
}

/// <summary>A message on a wire.</summary>
/// <param name="Message">The message.</param>
/// <param name="LeftAt">When it left for the worker.</param>
/// <param name="CameBackAt">When it was nacked or its lease expired; null where it was not.</param>
public readonly record struct WireTrip(LabMessage Message, TimeSpan LeftAt, TimeSpan? CameBackAt);
