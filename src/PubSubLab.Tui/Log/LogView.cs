using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Log;

/// <summary>Where the log stands: filter, first line in sight, selected line, following or not. It knows no screen.</summary>
/// <param name="journal">The shown journal.</param>
/// <param name="elsewhere">Runs what takes long on another thread; null to do it here, a piece at a time.</param>
internal sealed class LogView(LabJournal journal, Action<Action<CancellationToken>>? elsewhere = null)
{
    private const int NewestLines = 200;
    private static readonly TimeSpan s_calmAfter = TimeSpan.FromSeconds(5);

    private MatchList _matches = new(journal, LogFilter.None);
    private long _newestWhenPaused;
    private long _drawnTo = journal.Appended;
    private long _notDrawn;
    private TimeSpan _skippedAt = -s_calmAfter;
    private long _top;
    private long _selected;

    public LogFilter Filter { get; private set; } = LogFilter.None;

    /// <summary>Whether the newest line stays in sight.</summary>
    public bool Following { get; private set; } = true;

    /// <summary>
    /// The selected event's sequence: while it follows, the newest line; where a filter hides the selected line, the next one that it shows;
    /// 0 for none.
    /// </summary>
    public long Selected => Count == 0 || (!Following && _selected == 0) ? 0 : _matches[Following ? Count - 1 : Math.Min(Count - 1, _matches.IndexOf(_selected))];

    /// <summary>Columns scrolled to the right.</summary>
    public int Sideways { get; set; }

    /// <summary>Number of visible lines. Where it changes, the selected line stays in sight.</summary>
    public int Height
    {
        get;
        set
        {
            if (field != value)
            {
                field = value;
                Reveal();
            }
        }
    } = 1;

    /// <summary>Whether a line in sight is of an earlier run.</summary>
    public bool ShowsEarlier => Count > 0 && _matches[FirstIndex()] <= journal.Earlier.Count;

    /// <summary>Number of lines.</summary>
    public int Count => _matches.Count;

    /// <summary>Number of new lines since following stopped.</summary>
    public int NewSincePause => Following ? 0 : Count - _matches.IndexOf(_newestWhenPaused + 1);

    /// <summary>Number of lines that scrolled past undrawn, until none did for a while.</summary>
    public long NotDrawn => journal.Now - _skippedAt < s_calmAfter ? _notDrawn : 0;

    /// <summary>Progress of the filter over the stored events, 0 to 1.</summary>
    public double Progress => _matches.Progress;

    public bool Complete => _matches.Complete;

    /// <summary>Takes in what is new. Call it before drawing.</summary>
    public void Advance(int pieces = 16) => _matches.Advance(pieces);

    public void SetFilter(LogFilter filter)
    {
        Filter = filter;
        _matches.Abandon();
        _matches = new MatchList(journal, filter, elsewhere);
        _matches.Advance(1);
        _drawnTo = journal.Appended;
    }

    /// <summary>The lines in sight, and for the first one the line above it.</summary>
    public IReadOnlyList<LabEvent> ReadPage(out LabEvent? above)
    {
        var first = FirstIndex();
        var page = new List<LabEvent>(Height);
        above = first > 0 && TryRead(_matches[first - 1], out var e) ? e : null;
        if (Filter.IsEmpty && Count > 0)
        {
            // Lines without a filter follow each other: they are read at once, because the journal has to wait meanwhile.
            var lines = new LabEvent[Math.Min(Count - first, Height)];
            page.AddRange(lines.AsSpan(0, journal.Read(_matches[first], lines).Count));
        }
        else
        {
            for (var i = first; i < Math.Min(Count, first + Height); i++)
            {
                if (TryRead(_matches[i], out e))
                {
                    page.Add(e);
                }
            }
        }

        Drawn(first, page);
        return page;
    }

    /// <summary>The selected event; null where there is none any more.</summary>
    public LabEvent? ReadSelected() => Selected > 0 && TryRead(Selected, out var e) ? e : null;

    /// <summary>The message of the newest line that is about one; null where there is none among the newest lines.</summary>
    public LabMessage? ReadNewestMessage()
    {
        for (var i = Count - 1; i >= 0 && i >= Count - NewestLines; i--)
        {
            if (TryRead(_matches[i], out var e) && e.Message is { } message)
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>Holds still where it is.</summary>
    public void Pause()
    {
        if (Following)
        {
            _top = Count == 0 ? 0 : _matches[FirstIndex()];
            _newestWhenPaused = journal.Appended;
            _selected = Selected;
            Following = false;
        }
    }

    /// <summary>Goes to the newest line and stays there.</summary>
    public void Follow()
    {
        Following = true;
    }

    /// <summary>Moves the selection by lines; below the newest line it follows again.</summary>
    public void Move(int lines)
    {
        if (Count == 0 || (lines > 0 && Following))
        {
            return;
        }

        var from = Selected == 0 ? Count - 1 : _matches.IndexOf(Selected);
        if (lines > 0 && from >= Count - 1)
        {
            Follow();
            return;
        }

        Select(Math.Clamp(from + lines, 0, Count - 1));
    }

    /// <summary>Selects the oldest line.</summary>
    public void MoveToOldest()
    {
        if (Count > 0)
        {
            Select(0);
        }
    }

    /// <summary>Selects the line at a row of the page.</summary>
    public void SelectRow(int row)
    {
        var index = FirstIndex() + row;
        if (row >= 0 && index < Count)
        {
            Select(index);
        }
    }

    /// <summary>Selects an event, or the next line that is shown after it.</summary>
    public void SelectSequence(long sequence)
    {
        if (Count > 0)
        {
            Select(Math.Min(Count - 1, _matches.IndexOf(sequence)));
        }
    }

    /// <summary>Holds still with an event, or the last line that is shown before it, at the bottom: what came until then is in sight.</summary>
    public void ShowUpTo(long sequence)
    {
        Pause();
        var index = _matches.IndexOf(sequence + 1) - 1;
        _selected = index < 0 ? 0 : _matches[index];
        _top = Count == 0 ? 0 : _matches[Math.Max(0, index - Height + 1)];
    }

    /// <summary>Scrolls without moving the selection, as a mouse wheel does.</summary>
    public void Scroll(int lines)
    {
        Pause();
        if (Count > 0)
        {
            _top = _matches[Math.Clamp(FirstIndex() + lines, 0, Math.Max(0, Count - Height))];
        }
    }

    private void Drawn(int first, List<LabEvent> page)
    {
        var next = _matches.IndexOf(_drawnTo + 1);
        var skipped = Following ? Math.Max(0, first - next) : 0;
        if (skipped > 0)
        {
            (_notDrawn, _skippedAt) = (NotDrawn + skipped, journal.Now);
        }

        if (page.Count > 0 && (Following || first <= next))
        {
            _drawnTo = Math.Max(_drawnTo, page[^1].Sequence);
        }
    }

    private void Select(int index)
    {
        Pause();
        _selected = _matches[index];
        Reveal();
    }

    private void Reveal()
    {
        if (Following || Selected is not (> 0 and var selected))
        {
            return;
        }

        var (index, first) = (_matches.IndexOf(selected), FirstIndex());
        _top = index < first ? selected : index >= first + Height ? _matches[Math.Max(0, index - Height + 1)] : _matches[first];
    }

    private int FirstIndex()
    {
        var last = Math.Max(0, Count - Height);
        return Following ? last : Math.Min(last, _matches.IndexOf(_top));
    }

    private bool TryRead(long sequence, out LabEvent e)
    {
        Span<LabEvent> one = [default];
        var (_, count) = journal.Read(sequence, one);
        e = one[0];
        return count == 1;
    }
}
