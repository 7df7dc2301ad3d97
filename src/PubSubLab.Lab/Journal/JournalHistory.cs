namespace PubSubLab.Lab.Journal;

/// <summary>
/// A recording's fold at any of its events, back and forth. Copies that are kept on the way make going back cheap: at most
/// <see cref="Distance"/> events are folded again. Made before the journal's first event; read from one thread at a time.
/// </summary>
public sealed class JournalHistory : IJournalProjection
{
    /// <summary>Number of events between two stored copies.</summary>
    public const int Distance = 20_000;

    private readonly LabJournal _journal;
    private readonly List<JournalFold> _kept = [];
    private readonly LabEvent[] _piece = new LabEvent[4096];

    // An event's effect on the backlog depends on its message's history, which a fold from the middle does
    // not know; so the figure is written down event by event.
    private readonly List<int> _unacked = [];
    private JournalFold _fold = new();
    private long _at;

    /// <summary>Follows a journal from its first event on.</summary>
    /// <param name="journal">An empty journal that will keep every event.</param>
    /// <exception cref="ArgumentException">The journal is not empty.</exception>
    public JournalHistory(LabJournal journal)
    {
        if (journal.Appended > 0)
        {
            throw new ArgumentException("The journal has events already; a history begins before the first.", nameof(journal));
        }

        _journal = journal;
        journal.Attach(this);
    }

    /// <summary>Number of refolded events over all queries.</summary>
    public long Folded { get; private set; }

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        _unacked.Add((int)_journal.Unacked.Count);
        if (e.Sequence % Distance == 0)
        {
            _kept.Add(_journal.Fold.Copy());
        }
    }

    /// <summary>The totals up to one event. Another query changes it.</summary>
    /// <param name="sequence">The last event that counts; 0 for none.</param>
    public JournalFold At(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, _journal.Appended);
        var before = sequence / Distance;
        if (sequence < _at || before * Distance > _at)
        {
            (_fold, _at) = (before == 0 ? new JournalFold() : _kept[(int)before - 1].Copy(), before * Distance);
        }

        while (_at < sequence)
        {
            var (_, count) = _journal.Read(_at + 1, _piece.AsSpan(0, (int)Math.Min(_piece.Length, sequence - _at)));
            foreach (ref readonly var e in _piece.AsSpan(0, count))
            {
                _fold.Apply(e);
            }

            _at += count;
            Folded += count;
        }

        _fold.Unacked.Set(sequence == 0 ? 0 : _unacked[(int)sequence - 1]);
        return _fold;
    }
}
