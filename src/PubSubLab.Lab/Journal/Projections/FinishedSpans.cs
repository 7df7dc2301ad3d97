namespace PubSubLab.Lab.Journal;

/// <summary>The newest finished spans, in the order in which they ended.</summary>
internal sealed class FinishedSpans
{
    private readonly int _capacity;

    // A ring once it is full. A span that is taken out leaves a gap.
    private readonly List<HandlingSpan?> _spans;
    private int _oldest;

    /// <summary>None yet.</summary>
    /// <param name="capacity">Limit of stored spans.</param>
    public FinishedSpans(int capacity) => (_capacity, _spans) = (capacity, []);

    private FinishedSpans(FinishedSpans other) => (_capacity, _spans, _oldest, LetGoUpTo) = (other._capacity, [.. other._spans], other._oldest, other.LetGoUpTo);

    /// <summary>End time of the newest discarded span; null for none.</summary>
    public TimeSpan? LetGoUpTo { get; private set; }

    /// <summary>All of them, the oldest first.</summary>
    public IEnumerable<HandlingSpan> All => Enumerable.Range(0, _spans.Count).Select(At).OfType<HandlingSpan>();

    /// <summary>Adds the newest.</summary>
    public void Add(HandlingSpan span)
    {
        if (_spans.Count < _capacity)
        {
            _spans.Add(span);
            return;
        }

        LetGoUpTo = _spans[_oldest]?.End ?? LetGoUpTo;
        _spans[_oldest] = span;
        _oldest = (_oldest + 1) % _capacity;
    }

    /// <summary>Adds those whose end, or whose lease's end, is not before a moment to a list.</summary>
    public void AddTo(List<HandlingSpan> spans, TimeSpan from)
    {
        for (var i = 0; i < _spans.Count; i++)
        {
            if (At(i) is { } span && (span.LeaseEndedAt ?? span.End) >= from)
            {
                spans.Add(span);
            }
        }
    }

    /// <summary>Takes out the newest span of a message at a worker, if that was acknowledged; null for none.</summary>
    public HandlingSpan? TakeAcked(string worker, LabMessage message)
    {
        // An ack is taken back a moment after it was told, so it is near the end.
        for (var i = _spans.Count - 1; i >= 0; i--)
        {
            if (At(i) is { } span && ReferenceEquals(span.Message, message) && span.Worker == worker)
            {
                if (span.Outcome != LabEventKind.Acked)
                {
                    return null;
                }

                _spans[PlaceOf(i)] = null;
                return span;
            }
        }

        return null;
    }

    /// <summary>A copy that later changes do not reach.</summary>
    public FinishedSpans Copy() => new(this);

    private HandlingSpan? At(int index) => _spans[PlaceOf(index)];

    private int PlaceOf(int index) => (_oldest + index) % _spans.Count;
}
