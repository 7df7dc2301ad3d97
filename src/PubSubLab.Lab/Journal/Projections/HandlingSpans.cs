namespace PubSubLab.Lab.Journal;

/// <summary>Handling spans over time: the timeline's bars. Stores every open span and the newest finished ones.</summary>
public sealed class HandlingSpans : IJournalProjection
{
    private const int MostExtensions = 100;

    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly Dictionary<(string Worker, string MessageId), HandlingSpan> _open;

    // Messages whose lease goes on without an answer that counts: no other worker gets them until it ends.
    private readonly Dictionary<(string Worker, string MessageId), HandlingSpan> _left;
    private readonly Dictionary<string, List<bool>> _slots;
    private readonly FinishedSpans _finished;
    private readonly Dictionary<(string? Subscription, string MessageId), string> _lastHolders;
    private readonly Queue<(string? Subscription, string MessageId)> _lastHolderKeys;

    /// <summary>Nothing outstanding yet.</summary>
    /// <param name="capacity">Limit of stored finished spans. Default: 20,000.</param>
    public HandlingSpans(int capacity = 20_000)
    {
        _capacity = capacity;
        (_open, _left, _finished, _lastHolders, _lastHolderKeys) = ([], [], new(capacity), [], []);
        _slots = new(StringComparer.Ordinal);
    }

    private HandlingSpans(HandlingSpans other)
    {
        _capacity = other._capacity;
        (_open, _left, _finished, _lastHolders, _lastHolderKeys) = (new(other._open), new(other._left), other._finished.Copy(), new(other._lastHolders), new(other._lastHolderKeys));
        _slots = other._slots.ToDictionary(s => s.Key, s => new List<bool>(s.Value), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Worker is null)
        {
            return;
        }

        lock (_gate)
        {
            switch (e.Kind)
            {
                case LabEventKind.Delivered:
                    Open(e);
                    break;
                case LabEventKind.Receipt when _open.TryGetValue(KeyOf(e), out var span):
                    _open[KeyOf(e)] = span with { LeaseFrom = e.At };
                    break;
                case LabEventKind.LeaseExtended when _open.TryGetValue(KeyOf(e), out var span):
                    _open[KeyOf(e)] = span with { LeaseFrom = e.At, ExtendedAt = [.. span.ExtendedAt.TakeLast(MostExtensions - 1), e.At] };
                    break;
                case LabEventKind.LeaseExpired when _left.ContainsKey(KeyOf(e)):
                    EndLease(KeyOf(e), e.At);
                    break;
                case LabEventKind.Acked or LabEventKind.Nacked:
                    Answered(e);
                    break;
                case LabEventKind.AckUnconfirmed:
                    Unconfirm(e, leaseEndedAt: null);
                    break;
                case LabEventKind.LeaseExpired when _open.ContainsKey(KeyOf(e)):
                    Close(KeyOf(e), e.At, e.Kind);
                    break;
                case LabEventKind.LeaseExpired:
                    Unconfirm(e, e.At);
                    break;
                case LabEventKind.WorkerKilled or LabEventKind.WorkerFailed or LabEventKind.StreamClosed:
                    foreach (var span in InHandOfLocked(e.Worker))
                    {
                        Close((span.Worker, span.Message.Id), e.At, LabEventKind.WorkerKilled);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Spans that touch the time from <paramref name="from"/> on: finished ones by their end, then open ones by their start.</summary>
    public IReadOnlyList<HandlingSpan> Since(TimeSpan from)
    {
        var spans = new List<HandlingSpan>();
        Read(from, spans);
        return spans;
    }

    /// <summary>As <see cref="Since"/>, into a list of the caller: tens of thousands, some times a second, are too much for a new one each time.</summary>
    /// <param name="from">The earliest end.</param>
    /// <param name="spans">The list; what it has is removed.</param>
    public void Read(TimeSpan from, List<HandlingSpan> spans)
    {
        spans.Clear();
        lock (_gate)
        {
            // Events wait meanwhile to be told.
            spans.EnsureCapacity(_left.Count + _open.Count);
            _finished.AddTo(spans, from);
            spans.AddRange(_left.Values.OrderBy(s => s.End));
            spans.AddRange(_open.Values.OrderBy(s => s.Start));
        }
    }

    /// <summary>End time of the newest discarded span; null for none.</summary>
    public TimeSpan? LetGoUpTo
    {
        get
        {
            lock (_gate)
            {
                return _finished.LetGoUpTo;
            }
        }
    }

    /// <summary>Every kept stay of one message in a hand, in the order in which they began.</summary>
    public IReadOnlyList<HandlingSpan> Of(LabMessage message)
    {
        lock (_gate)
        {
            return [.. _finished.All.Concat(_left.Values).Concat(_open.Values).Where(s => ReferenceEquals(s.Message, message)).OrderBy(s => s.Start)];
        }
    }

    /// <summary>A worker's outstanding messages, oldest first.</summary>
    public IReadOnlyList<HandlingSpan> InHandOf(string worker)
    {
        lock (_gate)
        {
            return InHandOfLocked(worker);
        }
    }

    /// <summary>Whether a message is outstanding at a worker.</summary>
    public bool IsInHand(string worker, string messageId)
    {
        lock (_gate)
        {
            return _open.ContainsKey((worker, messageId));
        }
    }

    /// <summary>When a worker that ended last was granted a lease that is not over yet; null where it left none.</summary>
    public TimeSpan? LastLeaseLeftBy(string worker)
    {
        lock (_gate)
        {
            return _left.Values.Where(s => s.Worker == worker).Select(s => (TimeSpan?)s.LeaseFrom).Max();
        }
    }

    /// <summary>When each lease that an ended worker left, and that is not over yet, was last granted; the earliest first.</summary>
    public IReadOnlyList<TimeSpan> LeasesLeftBy(string worker)
    {
        lock (_gate)
        {
            return [.. _left.Values.Where(s => s.Worker == worker).Select(s => s.LeaseFrom).Order()];
        }
    }

    /// <summary>The lab ended without a word: what it had outstanding ends there, and nothing more is known of its leases.</summary>
    internal void EndAll(TimeSpan at)
    {
        lock (_gate)
        {
            foreach (var key in _open.Keys.ToList())
            {
                Close(key, at, LabEventKind.WorkerKilled);
            }

            foreach (var key in _left.Keys.ToList())
            {
                EndLease(key, at);
            }
        }
    }

    internal HandlingSpans Copy()
    {
        lock (_gate)
        {
            return new HandlingSpans(this);
        }
    }

    private List<HandlingSpan> InHandOfLocked(string worker) => [.. _open.Values.Where(s => s.Worker == worker).OrderBy(s => s.Start).ThenBy(s => s.Slot)];

    private static (string Worker, string MessageId) KeyOf(in LabEvent e) => (e.Worker!, e.Message!.Id);

    private void Open(in LabEvent e)
    {
        // The same message again in the same hand: its lease ran out unseen, as on a backend without broker events.
        Close(KeyOf(e), e.At, LabEventKind.LeaseExpired);
        if (_lastHolders.TryGetValue((e.Subscription, e.Message!.Id), out var before))
        {
            // It comes to the next one, so the lease of the one before is over, also where the broker does not say so.
            EndLease((before, e.Message.Id), e.At);
        }

        if (!_slots.TryGetValue(e.Worker!, out var slots))
        {
            _slots.Add(e.Worker!, slots = []);
        }

        var slot = slots.IndexOf(false);
        if (slot < 0)
        {
            slot = slots.Count;
            slots.Add(true);
        }

        slots[slot] = true;
        _open[KeyOf(e)] = new HandlingSpan(e.Worker!, slot, e.Message, e.Attempt, e.At, e.At) { Subscription = e.Subscription, From = before == e.Worker ? null : before };
    }

    private void Answered(in LabEvent e)
    {
        if (_left.Remove(KeyOf(e), out var span))
        {
            // Another program's worker that ends in good order closes its stream before its last answers: it did not die.
            _finished.Add(span with { End = e.At, Outcome = e.Kind });
        }
        else
        {
            Close(KeyOf(e), e.At, e.Kind);
        }
    }

    private void Close((string Worker, string MessageId) key, TimeSpan at, LabEventKind outcome)
    {
        if (!_open.Remove(key, out var span))
        {
            return;
        }

        _slots[span.Worker][span.Slot] = false;
        Remember(span, outcome);
        span = span with { End = at, Outcome = outcome };
        if (span.IsOutlivedByLease)
        {
            Leave(key, span);
        }
        else
        {
            _finished.Add(span);
        }
    }

    private void Leave((string Worker, string MessageId) key, HandlingSpan span)
    {
        EndLease(key, null);
        _left[key] = span;
        if (_left.Count > _capacity)
        {
            EndLease(_left.MinBy(s => s.Value.End).Key, null);
        }
    }

    // An acknowledgement that the broker does not have: the lease goes on as if nobody had answered.
    private void Unconfirm(in LabEvent e, TimeSpan? leaseEndedAt)
    {
        if (_finished.TakeAcked(e.Worker!, e.Message!) is not { } acked)
        {
            return;
        }

        var span = acked with { Outcome = LabEventKind.AckUnconfirmed, LeaseEndedAt = leaseEndedAt ?? CameAgainAt(acked) };
        if (span.LeaseEndedAt is not null)
        {
            _finished.Add(span);
            return;
        }

        Remember(span, LabEventKind.AckUnconfirmed);
        Leave(KeyOf(e), span);
    }

    // A client may learn late what became of its acknowledgement.
    private TimeSpan? CameAgainAt(HandlingSpan span) => span.Message.Deliveries < 2 ? null
        : _finished.All.Concat(_open.Values).Where(s => ReferenceEquals(s.Message, span.Message) && s.Subscription == span.Subscription && s.Start >= span.End)
            .Select(s => (TimeSpan?)s.Start).Min();

    private void EndLease((string Worker, string MessageId) key, TimeSpan? at)
    {
        if (_left.Remove(key, out var span))
        {
            _finished.Add(span with { LeaseEndedAt = at });
        }
    }

    // The last worker without an acknowledgement, for as many messages as spans are stored.
    private void Remember(HandlingSpan span, LabEventKind outcome)
    {
        var key = (span.Subscription, span.Message.Id);
        if (outcome == LabEventKind.Acked)
        {
            _lastHolders.Remove(key);
            return;
        }

        if (!_lastHolders.ContainsKey(key))
        {
            _lastHolderKeys.Enqueue(key);
            if (_lastHolderKeys.Count > _capacity)
            {
                _lastHolders.Remove(_lastHolderKeys.Dequeue());
            }
        }

        _lastHolders[key] = span.Worker;
    }
}
