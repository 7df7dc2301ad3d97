using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Timeline;

/// <summary>
/// A lane's cells: a bar for each span, with the message's number and the outcome at its end. Columns are whole steps of the clock, so that
/// bars and labels keep their length and their place on each other while the lane scrolls.
/// </summary>
internal sealed class BarRow
{
    // The first cell of a bar is its beginning, which may be a sign.
    private const int LabelAt = 1;

    // The outcomes, the worst last: a cell in which several deliveries end shows that one.
    private static readonly string s_ends = string.Concat(
        new[] { LabEventKind.Acked, LabEventKind.Nacked, LabEventKind.LeaseExpired, LabEventKind.AckUnconfirmed, LabEventKind.WorkerKilled }.Select(k => Mark(k).Symbol));

    private readonly int _width;
    private readonly TimeSpan _end;
    private readonly long _step;
    private readonly long _first;
    private readonly char[] _cells;
    private readonly BarLook[] _looks;
    private readonly bool[] _isOutcome;

    /// <summary>An empty row.</summary>
    /// <param name="width">Number of columns.</param>
    /// <param name="end">The moment at the right edge.</param>
    /// <param name="span">The visible time.</param>
    public BarRow(int width, TimeSpan end, TimeSpan span)
    {
        (_width, _end) = (width, end);
        _cells = [.. Enumerable.Repeat(' ', width)];
        _looks = new BarLook[width];
        _isOutcome = new bool[width];
        _step = Math.Max(1, span.Ticks / Math.Max(1, width));
        _first = (long)Math.Ceiling(end.Ticks / (double)_step) - width;
    }

    /// <summary>The sign at the beginning of a stay that another worker let go of.</summary>
    public const char Moved = '↳';

    /// <summary>The signs in words, for the pane's frame.</summary>
    public const string Legend = "✓ acked ↻ nacked ○ expired ✗ killed ↳ from another";

    /// <summary>As <see cref="Legend"/>, while an acknowledgement that the broker does not have is in sight.</summary>
    public const string UnconfirmedLegend = "✓ acked ≠ not confirmed ↻ nacked ○ expired ✗ killed";

    /// <summary>As <see cref="Legend"/>, while bars of an earlier run are in sight.</summary>
    public const string EarlierLegend = "┊ run begins ✓ acked ↻ nacked ○ expired ✗ killed";

    /// <summary>The sign of the moment at which a run begins after an earlier one.</summary>
    public const char Start = '┊';

    /// <summary>The signs of leases in words.</summary>
    public const string LeaseLegend = "┄ lease ↔ extended ┤ ends";

    /// <summary>The sign of a span's outcome.</summary>
    public static (char Symbol, Role Role) Mark(LabEventKind? outcome) => outcome switch
    {
        LabEventKind.Acked => ('✓', Role.Good),
        LabEventKind.Nacked => ('↻', Role.Warning),
        LabEventKind.LeaseExpired => ('○', Role.Bad),
        LabEventKind.AckUnconfirmed => ('≠', Role.Bad),
        LabEventKind.WorkerKilled => ('✗', Role.Bad),
        _ => ('━', Role.Accent),
    };

    /// <summary>The column of a moment, which may lie outside; the right edge itself is in the last one, so that what ends now is seen to end.</summary>
    public int ColumnOf(TimeSpan at) => at == _end ? _width - 1 : (int)Math.Clamp((long)Math.Floor(at.Ticks / (double)_step) - _first, int.MinValue, int.MaxValue);

    /// <summary>Draws a span.</summary>
    /// <param name="stay">The stay.</param>
    /// <param name="now">End of the visible time.</param>
    /// <param name="leftFor">For how long a lease goes on that outlives its worker.</param>
    /// <param name="selected">Whether it is the selected one.</param>
    /// <param name="emphasis">The weight while a message is followed.</param>
    public void Add(HandlingSpan stay, TimeSpan now, TimeSpan leftFor, bool selected, Emphasis emphasis = Emphasis.None)
    {
        var (mark, markRole) = Mark(stay.Outcome);
        BarLook LookOf(Role of) => new(of, selected, emphasis);
        var role = LookOf(markRole);
        var from = ColumnOf(stay.Start);
        var to = ColumnOf(stay.End ?? now);
        var bar = stay.Outcome is null ? LookOf(Role.Accent) : role;
        if (from == to && stay.End is not null && stay.From is null && IsDrawn(to, mark, role) && !stay.IsOutlivedByLease)
        {
            // Thousands end in one column of a busy lane, and only one is seen.
            return;
        }

        for (var x = Math.Max(0, from); x <= Math.Min(_width - 1, to); x++)
        {
            // Where one begins in the column in which another ends, the end stays to be seen: one after another is not one long bar.
            if (x > from || !IsEnd(x))
            {
                Set(x, '━', bar);
            }
        }

        if (stay.IsOutlivedByLease)
        {
            AddLeft(stay, now, leftFor, emphasis);
        }

        AddLabel(stay.Message.Number, from, to, bar);
        if (from < 0 && to > 0)
        {
            Set(0, '╾', bar);
        }

        if (stay.From is not null)
        {
            // A stay of one column is all outcome; where there is room, the sign goes before it.
            var at = to > from ? from : from - 1;
            if ((at == from && !IsEnd(at)) || (at >= 0 && at < _width && _cells[at] == ' '))
            {
                Set(at, Moved, LookOf(Role.Info));
            }
        }

        if (stay.End is not null)
        {
            SetEnd(to, mark, role);
        }
        else if (to >= 0)
        {
            Set(Math.Min(to, _width - 1), '▸', LookOf(Role.Accent));
        }
    }

    /// <summary>Draws a span's lease from its last grant to its end.</summary>
    /// <param name="stay">The stay.</param>
    /// <param name="deadline">The ack deadline.</param>
    /// <param name="emphasis">The weight while a message is followed.</param>
    public void AddLease(HandlingSpan stay, TimeSpan deadline, Emphasis emphasis = Emphasis.None)
    {
        // A lease without an answer goes on: that is what others wait for.
        var end = stay is { End: { } ended, IsOutlivedByLease: false } ? ended : stay.LeaseEndedAt ?? (stay.LeaseFrom + deadline);
        for (var x = Math.Max(0, ColumnOf(stay.Start)); x <= Math.Min(_width - 1, ColumnOf(end)); x++)
        {
            Set(x, '┄', new(Role.Dim, false, emphasis));
        }

        foreach (var at in stay.ExtendedAt)
        {
            Set(ColumnOf(at), '↔', new(Role.Info, false, emphasis));
        }

        if (stay.Outcome is not (LabEventKind.Acked or LabEventKind.Nacked))
        {
            Set(ColumnOf(end), '┤', new(Role.Bad, false, emphasis));
        }
    }

    /// <summary>Draws the moment at which a run begins, where no bar is.</summary>
    public void AddStart(TimeSpan at)
    {
        if (ColumnOf(at) is >= 0 and var x && x < _width && _cells[x] == ' ')
        {
            Set(x, Start, new(Role.Info));
        }
    }

    /// <summary>Draws the row.</summary>
    public void PaintTo(Painter painter, int x, int y)
    {
        foreach (var (text, look) in Read())
        {
            x = painter.As(look.Emphasis).Put(x, y, text, look.Role, selected: look.Selected);
        }
    }

    /// <summary>The row as segments.</summary>
    public IEnumerable<(string Text, BarLook Look)> Read()
    {
        var from = 0;
        for (var x = 1; x <= _width; x++)
        {
            if (x == _width || _looks[x] != _looks[from])
            {
                yield return (new string(_cells, from, x - from), _looks[from]);
                from = x;
            }
        }
    }

    // At the beginning of the bar, whose end moves while the message is outstanding. A bar that scrolls out keeps its label while it has room.
    private void AddLabel(long number, int from, int to, BarLook look)
    {
        var room = Math.Min(_width - 1, to) - Math.Max(0, from);

        // Most bars of a busy lane have no room for any.
        if (room < "#1".Length + LabelAt + 1)
        {
            return;
        }

        var label = $"#{number}";
        var at = Math.Max(from, 0) + LabelAt;
        for (var i = 0; i < label.Length && room >= label.Length + LabelAt + 1; i++)
        {
            Set(at + i, label[i], look);
        }
    }

    // Nobody has it and nobody can get it: the time that a crash costs, until the lease is over.
    private void AddLeft(HandlingSpan stay, TimeSpan now, TimeSpan leftFor, Emphasis emphasis)
    {
        var end = stay.LeaseEndedAt ?? (stay.LeaseFrom + leftFor);
        var upTo = end < now ? end : now;
        for (var x = Math.Max(0, ColumnOf(stay.End!.Value) + 1); x <= Math.Min(_width - 1, ColumnOf(upTo)); x++)
        {
            Set(x, '┄', new(Role.Dim, false, emphasis));
        }

        if (stay.LeaseEndedAt is { } over && ColumnOf(over) > ColumnOf(stay.End.Value))
        {
            Set(ColumnOf(over), Mark(LabEventKind.LeaseExpired).Symbol, new(Role.Bad, false, emphasis));
        }
    }

    private bool IsEnd(int x) => x >= 0 && x < _width && s_ends.Contains(_cells[x]);

    // The message that the person follows is seen in any case.
    private void SetEnd(int x, char mark, BarLook look)
    {
        if (x >= 0 && x < _width && (!_isOutcome[x] || look.Emphasis == Emphasis.Followed || s_ends.IndexOf(mark) >= s_ends.IndexOf(_cells[x])))
        {
            Set(x, mark, look);
            _isOutcome[x] = true;
        }
    }

    private bool IsDrawn(int x, char cell, BarLook look) => x < 0 || x >= _width || (_cells[x] == cell && _looks[x] == look);

    private void Set(int x, char cell, BarLook look)
    {
        if (x >= 0 && x < _width)
        {
            (_cells[x], _looks[x]) = (cell, look);
        }
    }
}
