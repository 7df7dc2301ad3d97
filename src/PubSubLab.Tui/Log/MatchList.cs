using System.Buffers;
using System.Collections.Concurrent;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Log;

/// <summary>
/// The sequences of the journal's kept events that a filter lets through, oldest first. New events are looked at as they come; older
/// ones from the newest backwards, a piece at a time, so that the page in sight is right at once and a million events never hold the screen up.
/// Where there is an <c>elsewhere</c>, the old ones that did not fit into the first look are looked at there; what is found is taken in by
/// <see cref="Advance"/>, so that a list changes on its own thread only.
/// </summary>
internal sealed class MatchList
{
    private const int PieceSize = 4096;
    private const int PiecesOfFind = 8;
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(15);

    private readonly LabJournal _journal;
    private readonly LogFilter _filter;
    private readonly Action<Action<CancellationToken>>? _elsewhere;
    private readonly ConcurrentQueue<(MatchSet Matches, long ScannedFrom)> _found = new();
    private readonly MatchSet _matches = new();
    private long _scannedTo;
    private long _scannedFrom;
    private bool _scansElsewhere;
    private volatile bool _isAbandoned;

    public MatchList(LabJournal journal, LogFilter filter, Action<Action<CancellationToken>>? elsewhere = null)
    {
        _journal = journal;
        _filter = filter;
        _elsewhere = elsewhere;
        _scannedTo = journal.Appended;
        _scannedFrom = _scannedTo + 1;
    }

    /// <summary>Whether every kept event has been looked at.</summary>
    public bool Complete => _filter.IsEmpty || (_scannedFrom <= FirstKept && _scannedTo >= _journal.Appended);

    /// <summary>Progress of the search over the stored events, 0 to 1.</summary>
    public double Progress => _filter.IsEmpty || _journal.Appended == 0 ? 1 : Math.Clamp((_scannedTo - _scannedFrom + 1) / (double)(_journal.Appended - FirstKept + 1), 0, 1);

    /// <summary>Number of matches among the searched events.</summary>
    public int Count => _filter.IsEmpty ? (int)(_journal.Appended - FirstKept + 1) : _matches.Count;

    private long FirstKept => _journal.Dropped + 1;

    /// <summary>The sequence at a place, 0 for the oldest.</summary>
    public long this[int index] => _filter.IsEmpty ? FirstKept + index : _matches[index];

    /// <summary>The place of a sequence, or of the next one after it.</summary>
    public int IndexOf(long sequence) => _filter.IsEmpty ? (int)Math.Clamp(sequence - FirstKept, 0, Count) : _matches.IndexOf(sequence);

    /// <summary>Looks at new events, then at some older ones, for so long that a key is still answered at once.</summary>
    /// <param name="pieces">Limit of blocks of 4,096 events to search.</param>
    public void Advance(int pieces)
    {
        var time = _journal.Time;
        var start = time.GetTimestamp();
        bool InTime() => time.GetElapsedTime(start) < s_longest;
        if (_filter.IsEmpty)
        {
            return;
        }

        TakeFound();
        _matches.ForgetBefore(FirstKept);
        var piece = ArrayPool<LabEvent>.Shared.Rent(PieceSize);
        try
        {
            for (; pieces > 0 && _scannedTo < _journal.Appended && InTime(); pieces--)
            {
                var (first, count) = _journal.Read(_scannedTo + 1, piece);
                foreach (ref readonly var e in piece.AsSpan(0, count))
                {
                    if (_filter.Matches(e))
                    {
                        _matches.Add(e.Sequence);
                    }
                }

                _scannedTo = first + count - 1;
            }

            for (; pieces > 0 && !_scansElsewhere && _scannedFrom > FirstKept && InTime(); pieces--)
            {
                _scannedFrom = ScanBackwards(_scannedFrom, piece, _matches);
            }
        }
        finally
        {
            ArrayPool<LabEvent>.Shared.Return(piece, clearArray: true);
        }

        if (!_scansElsewhere && _elsewhere is not null && _scannedFrom > FirstKept)
        {
            _scansElsewhere = true;
            var from = _scannedFrom;
            _elsewhere(cancellation => ScanElsewhere(from, cancellation));
        }
    }

    /// <summary>Nobody looks at the list any more.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Looks at the piece before a sequence.</summary>
    /// <returns>The sequence from which all has been looked at.</returns>
    private long ScanBackwards(long scannedFrom, LabEvent[] piece, MatchSet matches)
    {
        var from = Math.Max(FirstKept, scannedFrom - PieceSize);
        var (_, count) = _journal.Read(from, piece.AsSpan(0, (int)Math.Max(0, scannedFrom - from)));
        for (var i = count - 1; i >= 0; i--)
        {
            // The ring may have turned meanwhile, so that what was read begins later.
            if (piece[i].Sequence < scannedFrom && _filter.Matches(piece[i]))
            {
                matches.Add(piece[i].Sequence);
            }
        }

        return Math.Min(from, scannedFrom);
    }

    private void ScanElsewhere(long scannedFrom, CancellationToken cancellation)
    {
        var piece = ArrayPool<LabEvent>.Shared.Rent(PieceSize);
        try
        {
            while (scannedFrom > FirstKept && !_isAbandoned && !cancellation.IsCancellationRequested)
            {
                var matches = new MatchSet();
                for (var i = 0; i < PiecesOfFind && scannedFrom > FirstKept && !_isAbandoned; i++)
                {
                    scannedFrom = ScanBackwards(scannedFrom, piece, matches);
                }

                _found.Enqueue((matches, scannedFrom));
            }
        }
        finally
        {
            ArrayPool<LabEvent>.Shared.Return(piece, clearArray: true);
        }
    }

    private void TakeFound()
    {
        while (_found.TryDequeue(out var found))
        {
            _matches.AddAll(found.Matches);
            _scannedFrom = found.ScannedFrom;
        }
    }
}
