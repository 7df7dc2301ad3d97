using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Events of one subscription until a moment: the messages that it could get, and the fate of each.</summary>
internal sealed class SubscriptionView
{
    private readonly SubscriptionSpec _spec;
    private readonly Func<IReadOnlyDictionary<string, string>, bool>? _passes;
    private readonly Dictionary<LabMessage, Fate> _fates = [];
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Fate>>? _openOf;
    private int _open;

    /// <param name="spec">The subscription, by its names in the run.</param>
    /// <param name="passes">Its filter; null where it has none, or where only the broker knows.</param>
    /// <param name="events">The run's events until the moment.</param>
    /// <param name="workers">The workers that count; null for all.</param>
    /// <param name="killEndsLeases">Whether the death of a worker is the last that is known of its messages, as the broker tells of no lease.</param>
    public SubscriptionView(
        SubscriptionSpec spec, Func<IReadOnlyDictionary<string, string>, bool>? passes, RunEvents events, IReadOnlySet<string>? workers, bool killEndsLeases)
    {
        (_spec, _passes, _openOf) = (spec, passes, killEndsLeases ? new(StringComparer.Ordinal) : null);
        var seeks = new Queue<RunSeek>(events.Seeks.Where(s => s.Subscription == spec.Name));
        for (var place = 0; place < events.Events.Count; place++)
        {
            while (seeks.TryPeek(out var seek) && seek.Place <= place)
            {
                Apply(seeks.Dequeue());
            }

            var e = events.Events[place];
            if (e.Kind == LabEventKind.Published ? e.Message!.Topic == spec.Topic : e.Subscription == spec.Name && (workers is null || workers.Contains(e.Worker ?? "")))
            {
                Apply(e, place);
            }
        }

        foreach (var seek in seeks)
        {
            Apply(seek);
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

    public long OutOfOrder { get; private set; }

    public long InHand => _open;

    /// <summary>The changes of <see cref="InHand"/>, each with its event's place.</summary>
    public List<(int Place, int By)> Changes { get; } = [];

    public long Messages => _fates.Values.Count(f => f.WasDelivered);

    public long Duplicates => _fates.Values.Sum(f => Math.Max(0, f.Handled - 1));

    public IEnumerable<TimeSpan> Latencies => _fates.Where(f => f.Value.FirstAck is not null && f.Key.PublishedAt is not null).Select(f => f.Value.FirstAck!.Value - f.Key.PublishedAt!.Value);

    /// <summary>Messages that wait at a moment, within the time for which the broker keeps them.</summary>
    public long WaitingAt(TimeSpan now) =>
        Available.Count(f => !f.Value.IsDone && !f.Value.IsSoughtAway && f.Value.Open == 0 && f.Key.PublishedAt is { } at && (_spec.Retention is not { } kept || now - at < kept));

    private void Apply(in LabEvent e, int place)
    {
        if (e.Message is not { } message)
        {
            CloseAll(e.Worker ?? "", place);
            return;
        }

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
                fate.Open++;
                Change(place, 1);
                OpenOf(e)?.Add(fate);
                break;
            case LabEventKind.Acked:
                OutOfOrder += fate.Handled == 0 && IsAhead(message) ? 1 : 0;
                fate.Handled++;
                fate.Acks++;
                fate.LastAck = place;
                fate.FirstAck ??= e.At;
                Acked++;
                Close(fate, e, place);
                break;
            case LabEventKind.AckUnconfirmed when fate.Acks > 0:
                fate.Acks--;
                Acked--;
                fate.FirstAck = fate.Acks > 0 ? fate.FirstAck : null;
                break;
            case LabEventKind.Nacked:
                Nacked++;
                Close(fate, e, place);
                break;
            case LabEventKind.LeaseExpired:
                Expired++;
                Close(fate, e, place);
                break;
            case LabEventKind.DeadLettered:
                fate.IsDeadLettered = true;
                DeadLettered++;
                break;
            default:
                break;
        }
    }

    private void Change(int place, int by)
    {
        _open += by;
        Changes.Add((place, by));
    }

    private void Close(Fate fate, in LabEvent e, int place)
    {
        // A late answer to a lease that ended closes nothing.
        if (fate.Open > 0)
        {
            fate.Open--;
            Change(place, -1);
            OpenOf(e)?.Remove(fate);
        }
    }

    private List<Fate>? OpenOf(in LabEvent e) =>
        _openOf is null ? null : _openOf.TryGetValue(e.Worker ?? "", out var open) ? open : _openOf[e.Worker ?? ""] = [];

    private void CloseAll(string worker, int place)
    {
        if (_openOf is not null && _openOf.Remove(worker, out var open))
        {
            foreach (var fate in open.Where(f => f.Open > 0))
            {
                fate.Open--;
                Change(place, -1);
            }
        }
    }

    // A time sorts by publishing; a snapshot has what was not acknowledged when it was made (Pub/Sub docs, "Replay and purge messages").
    private void Apply(RunSeek seek)
    {
        foreach (var (message, fate) in _fates)
        {
            if (seek.ToTime is not { } time)
            {
                fate.Acks = fate.LastAck >= seek.ToPlace ? 0 : fate.Acks;
            }
            else if (message.PublishedAt < time)
            {
                fate.IsSoughtAway = !fate.IsDone;
            }
            else if (_spec.RetainAcked)
            {
                (fate.Acks, fate.IsSoughtAway) = (0, false);
            }
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

        /// <summary>The place of its last acknowledgement in the run's events.</summary>
        public int LastAck { get; set; } = -1;

        /// <summary>Whether a seek went past it, so that it is not delivered.</summary>
        public bool IsSoughtAway { get; set; }

        /// <summary>Whether the subscription is done with it.</summary>
        public bool IsDone => Acks > 0 || IsDeadLettered;
    }
}
