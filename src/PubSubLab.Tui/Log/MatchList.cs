using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Log;

/// <summary>
/// The sequences of the journal's kept events that a filter lets through, oldest first. New events are looked at as they come; older
/// ones from the newest backwards, a piece at a time, so that the page in sight is right at once and a million events never hold the screen up.
/// </summary>
internal sealed class MatchList
{
    private const int PieceSize = 4096;
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(15);

    private readonly LabJournal _journal;
    private readonly LogFilter _filter;
    private readonly LabEvent[] _piece = new LabEvent[PieceSize];

    // Matches before the place where the scan started, newest first, and after it, oldest first.
    private readonly List<long> _before = [];
    private readonly List<long> _after = [];
    private int _forgotten;
    private long _scannedTo;
    private long _scannedFrom;

    public MatchList(LabJournal journal, LogFilter filter)
    {
        _journal = journal;
        _filter = filter;
        _scannedTo = journal.Appended;
        _scannedFrom = _scannedTo + 1;
    }

    /// <summary>Whether every kept event has been looked at.</summary>
    public bool Complete => _filter.IsEmpty || (_scannedFrom <= FirstKept && _scannedTo >= _journal.Appended);

    /// <summary>How much of what is kept has been looked at, 0 to 1.</summary>
    public double Progress => _filter.IsEmpty || _journal.Appended == 0 ? 1 : Math.Clamp((_scannedTo - _scannedFrom + 1) / (double)(_journal.Appended - FirstKept + 1), 0, 1);

    /// <summary>How many events match, among those looked at.</summary>
    public int Count => _filter.IsEmpty ? (int)(_journal.Appended - FirstKept + 1) : _before.Count + _after.Count - _forgotten;

    private long FirstKept => _journal.Dropped + 1;

    /// <summary>The sequence at a place, 0 for the oldest.</summary>
    public long this[int index] =>
        _filter.IsEmpty ? FirstKept + index
        : index < _before.Count ? _before[_before.Count - 1 - index]
        : _after[index - _before.Count + _forgotten];

    /// <summary>The place of a sequence, or of the next one after it.</summary>
    public int IndexOf(long sequence)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle] < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Looks at new events, then at some older ones, for so long that a key is still answered at once.</summary>
    /// <param name="pieces">How many pieces of 4,096 events to look at, at most.</param>
    public void Advance(int pieces)
    {
        var time = _journal.Time;
        var start = time.GetTimestamp();
        bool InTime() => time.GetElapsedTime(start) < s_longest;
        if (_filter.IsEmpty)
        {
            return;
        }

        Forget();
        for (; pieces > 0 && _scannedTo < _journal.Appended && InTime(); pieces--)
        {
            var (first, count) = _journal.Read(_scannedTo + 1, _piece);
            foreach (ref readonly var e in _piece.AsSpan(0, count))
            {
                if (_filter.Matches(e))
                {
                    _after.Add(e.Sequence);
                }
            }

            _scannedTo = first + count - 1;
        }

        for (; pieces > 0 && _scannedFrom > FirstKept && InTime(); pieces--)
        {
            var from = Math.Max(FirstKept, _scannedFrom - PieceSize);
            var (first, count) = _journal.Read(from, _piece.AsSpan(0, (int)(_scannedFrom - from)));
            for (var i = count - 1; i >= 0 && first < _scannedFrom; i--)
            {
                if (_piece[i].Sequence < _scannedFrom && _filter.Matches(_piece[i]))
                {
                    _before.Add(_piece[i].Sequence);
                }
            }

            _scannedFrom = from;
        }
    }

    /// <summary>Lets go of what the journal no longer keeps.</summary>
    private void Forget()
    {
        var first = FirstKept;
        while (_before.Count > 0 && _before[^1] < first)
        {
            _before.RemoveAt(_before.Count - 1);
        }

        while (_before.Count == 0 && _forgotten < _after.Count && _after[_forgotten] < first)
        {
            _forgotten++;
        }

        if (_forgotten > PieceSize && _forgotten > _after.Count / 2)
        {
            _after.RemoveRange(0, _forgotten);
            _forgotten = 0;
        }
    }
}
