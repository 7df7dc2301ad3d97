using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Events of one subscription until a moment: the messages that it could get, and the fate of each.</summary>
internal sealed class SubscriptionView
{
    private static readonly TimeSpan s_defaultRetention = TimeSpan.FromDays(7);

    private readonly SubscriptionSpec _spec;
    private readonly Func<IReadOnlyDictionary<string, string>, bool>? _passes;
    private readonly Dictionary<LabMessage, Fate> _fates = [];
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _gone;
    private int _open;

    /// <param name="spec">The subscription, by its names in the run.</param>
    /// <param name="passes">Its filter; null where it has none, or where only the broker knows.</param>
    /// <param name="events">The run's events until the moment.</param>
    /// <param name="workers">The workers that count; null for all.</param>
    /// <param name="gone">Workers whose messages are not outstanding any more, though nothing was told of them.</param>
    public SubscriptionView(
        SubscriptionSpec spec, Func<IReadOnlyDictionary<string, string>, bool>? passes, IEnumerable<LabEvent> events, IReadOnlySet<string>? workers, IReadOnlySet<string> gone)
    {
        (_spec, _passes, _gone) = (spec, passes, gone);
        foreach (var e in events)
        {
            if (e.Kind == LabEventKind.Published ? e.Message!.Topic == spec.Topic : e.Subscription == spec.Name && (workers is null || workers.Contains(e.Worker ?? "")))
            {
                Apply(e);
            }
        }
    }

    /// <summary>The messages that it could get, with what became of them, in the order in which they were published.</summary>
    public IEnumerable<KeyValuePair<LabMessage, Fate>> Available => _fates.Where(f => f.Value.IsAvailable);

    public long Deliveries { get; private set; }

    public long Acked { get; private set; }

    public long Nacked { get; private set; }

    public long Expired { get; private set; }

    public long FilteredOut { get; private set; }

    public long DeadLettered { get; private set; }

    public long MostInHand { get; private set; }

    public long OutOfOrder { get; private set; }

    public long InHand => _open;

    public long Messages => _fates.Values.Count(f => f.WasDelivered);

    public long Duplicates => _fates.Values.Sum(f => Math.Max(0, f.Handled - 1));

    public IEnumerable<TimeSpan> Latencies => _fates.Where(f => f.Value.FirstAck is not null && f.Key.PublishedAt is not null).Select(f => f.Value.FirstAck!.Value - f.Key.PublishedAt!.Value);

    /// <summary>Messages that wait at a moment, within the time for which the broker keeps them.</summary>
    public long WaitingAt(TimeSpan now) =>
        Available.Count(f => !f.Value.IsDone && f.Value.Open == 0 && f.Key.PublishedAt is { } at && now - at < (_spec.Retention ?? s_defaultRetention));

    private void Apply(in LabEvent e)
    {
        var message = e.Message!;
        if (!_fates.TryGetValue(message, out var fate))
        {
            _fates.Add(message, fate = new Fate());
            if (message.OrderingKey.Length > 0)
            {
                (_lanes.TryGetValue(message.OrderingKey, out var lane) ? lane : _lanes[message.OrderingKey] = new Lane()).Add(message, fate);
            }
        }

        switch (e.Kind)
        {
            case LabEventKind.Published:
                fate.IsAvailable = _passes?.Invoke(message.Attributes) ?? true;
                break;
            case LabEventKind.FilteredOut:
                fate.IsAvailable = false;
                FilteredOut++;
                break;
            case LabEventKind.Delivered:
                (fate.IsAvailable, fate.WasDelivered) = (true, true);
                Deliveries++;
                if (!_gone.Contains(e.Worker ?? ""))
                {
                    fate.Open++;
                    MostInHand = Math.Max(MostInHand, ++_open);
                }

                break;
            case LabEventKind.Acked:
                OutOfOrder += fate.Handled == 0 && IsAhead(message) ? 1 : 0;
                fate.Handled++;
                fate.Acks++;
                fate.FirstAck ??= e.At;
                Acked++;
                Close(fate);
                break;
            case LabEventKind.AckUnconfirmed when fate.Acks > 0:
                fate.Acks--;
                Acked--;
                fate.FirstAck = fate.Acks > 0 ? fate.FirstAck : null;
                break;
            case LabEventKind.Nacked:
                Nacked++;
                Close(fate);
                break;
            case LabEventKind.LeaseExpired:
                Expired++;
                Close(fate);
                break;
            case LabEventKind.DeadLettered:
                fate.IsDeadLettered = true;
                DeadLettered++;
                break;
            default:
                break;
        }
    }

    private void Close(Fate fate)
    {
        // A late answer to a lease that ended closes nothing.
        if (fate.Open > 0)
        {
            fate.Open--;
            _open--;
        }
    }

    // An earlier message with the same key is not done.
    private bool IsAhead(LabMessage message) => message.OrderingKey.Length > 0 && _lanes[message.OrderingKey].FirstOpen() < message.Number;

    /// <summary>The messages of an ordering key, in the order in which they were published.</summary>
    private sealed class Lane
    {
        private readonly List<(long Number, Fate Fate)> _messages = [];
        private int _first;

        public void Add(LabMessage message, Fate fate) => _messages.Add((message.Number, fate));

        /// <summary>The number of the first message that is not done.</summary>
        public long FirstOpen()
        {
            while (_first < _messages.Count && _messages[_first].Fate is { Handled: > 0 } or { IsDeadLettered: true } or { IsAvailable: false })
            {
                _first++;
            }

            return _first < _messages.Count ? _messages[_first].Number : long.MaxValue;
        }
    }

    /// <summary>The fate of a message.</summary>
    public sealed class Fate
    {
        public bool IsAvailable { get; set; }

        public bool WasDelivered { get; set; }

        public bool IsDeadLettered { get; set; }

        /// <summary>Deliveries that are not answered.</summary>
        public int Open { get; set; }

        /// <summary>Times that a worker has handled it.</summary>
        public int Handled { get; set; }

        /// <summary>Acknowledgements that the broker has.</summary>
        public int Acks { get; set; }

        public TimeSpan? FirstAck { get; set; }

        /// <summary>Whether the subscription is done with it.</summary>
        public bool IsDone => Acks > 0 || IsDeadLettered;
    }
}
