using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Timeline;

/// <summary>A lane's cells: a bar for each span, with the message's number and the outcome at its end.</summary>
internal sealed class BarRow(int width, TimeSpan start, TimeSpan span)
{
    private static readonly HashSet<char> s_ends = [Mark(LabEventKind.Acked).Symbol, Mark(LabEventKind.Nacked).Symbol, Mark(LabEventKind.LeaseExpired).Symbol];

    private readonly char[] _cells = [.. Enumerable.Repeat(' ', width)];
    private readonly Role[] _roles = new Role[width];
    private readonly bool[] _selected = new bool[width];

    /// <summary>The sign at the beginning of a stay that another worker let go of.</summary>
    public const char Moved = '↳';

    /// <summary>The signs in words, for the pane's frame.</summary>
    public const string Legend = "✓ acked ↻ nacked ○ expired ✗ killed ↳ from another";

    /// <summary>The signs of leases in words.</summary>
    public const string LeaseLegend = "┄ lease ↔ extended ┤ ends";

    /// <summary>The sign of a span's outcome.</summary>
    public static (char Symbol, Role Role) Mark(LabEventKind? outcome) => outcome switch
    {
        LabEventKind.Acked => ('✓', Role.Good),
        LabEventKind.Nacked => ('↻', Role.Warning),
        LabEventKind.LeaseExpired => ('○', Role.Bad),
        LabEventKind.WorkerKilled => ('✗', Role.Bad),
        _ => ('━', Role.Accent),
    };

    /// <summary>The column of a moment, which may lie outside; the right edge itself is in the last one, so that what ends now is seen to end.</summary>
    public int ColumnOf(TimeSpan at) => at == start + span ? width - 1 : (int)Math.Floor((at - start) / span * width);

    /// <summary>Draws a span.</summary>
    /// <param name="stay">The stay.</param>
    /// <param name="now">End of the visible time.</param>
    /// <param name="leftFor">For how long a lease goes on that outlives its worker.</param>
    /// <param name="selected">Whether it is the selected one.</param>
    public void Add(HandlingSpan stay, TimeSpan now, TimeSpan leftFor, bool selected)
    {
        var (mark, role) = Mark(stay.Outcome);
        var from = ColumnOf(stay.Start);
        var to = ColumnOf(stay.End ?? now);
        var bar = stay.Outcome is null ? Role.Accent : role;
        if (from == to && stay.End is not null && stay.From is null && IsDrawn(to, mark, role, selected) && stay.Outcome != LabEventKind.WorkerKilled)
        {
            // Thousands end in one column of a busy lane, and only one is seen.
            return;
        }

        for (var x = Math.Max(0, from); x <= Math.Min(width - 1, to); x++)
        {
            // Where one begins in the column in which another ends, the end stays to be seen: one after another is not one long bar.
            if (x > from || to == from || !IsEnd(x))
            {
                Set(x, '━', bar, selected);
            }
        }

        if (stay.Outcome == LabEventKind.WorkerKilled)
        {
            AddLeft(stay, now, leftFor);
        }

        AddLabel(stay.Message.Number, Math.Max(0, from), Math.Min(width - 1, to), bar, selected);
        if (from < 0 && to > 0)
        {
            Set(0, '╾', bar, selected);
        }

        if (stay.From is not null)
        {
            // A stay of one column is all outcome; where there is room, the sign goes before it.
            var at = to > from ? from : from - 1;
            if (at == from || (at >= 0 && at < width && _cells[at] == ' '))
            {
                Set(at, Moved, Role.Info, selected);
            }
        }

        if (stay.End is not null)
        {
            Set(to, mark, role, selected);
        }
        else if (to >= 0)
        {
            Set(Math.Min(to, width - 1), '▸', Role.Accent, selected);
        }
    }

    /// <summary>Draws a span's lease from its last grant to its end.</summary>
    public void AddLease(HandlingSpan stay, TimeSpan deadline)
    {
        // A killed worker's lease outlives it: that is what others wait for.
        var end = stay.Outcome is LabEventKind.Acked or LabEventKind.Nacked or LabEventKind.LeaseExpired ? stay.End!.Value : stay.LeaseEndedAt ?? (stay.LeaseFrom + deadline);
        for (var x = Math.Max(0, ColumnOf(stay.Start)); x <= Math.Min(width - 1, ColumnOf(end)); x++)
        {
            Set(x, '┄', Role.Dim, false);
        }

        foreach (var at in stay.ExtendedAt)
        {
            Set(ColumnOf(at), '↔', Role.Info, false);
        }

        if (stay.Outcome is not (LabEventKind.Acked or LabEventKind.Nacked))
        {
            Set(ColumnOf(end), '┤', Role.Bad, false);
        }
    }

    /// <summary>The row as segments.</summary>
    public IEnumerable<(Segment Segment, bool Selected)> Read()
    {
        var from = 0;
        for (var x = 1; x <= width; x++)
        {
            if (x == width || _roles[x] != _roles[from] || _selected[x] != _selected[from])
            {
                yield return (new Segment(new string(_cells, from, x - from), _roles[from]), _selected[from]);
                from = x;
            }
        }
    }

    private void AddLabel(long number, int left, int right, Role role, bool selected)
    {
        // Most bars of a busy lane have no room for any.
        if (right - left < "#1".Length + 2)
        {
            return;
        }

        var label = $"#{number}";
        var at = left + ((right - left - label.Length) / 2);
        for (var i = 0; i < label.Length && right - left >= label.Length + 2; i++)
        {
            Set(at + i, label[i], role, selected);
        }
    }

    // Nobody has it and nobody can get it: the time that a crash costs, until the lease is over.
    private void AddLeft(HandlingSpan stay, TimeSpan now, TimeSpan leftFor)
    {
        var end = stay.LeaseEndedAt ?? (stay.LeaseFrom + leftFor);
        var upTo = end < now ? end : now;
        for (var x = Math.Max(0, ColumnOf(stay.End!.Value) + 1); x <= Math.Min(width - 1, ColumnOf(upTo)); x++)
        {
            Set(x, '┄', Role.Dim, false);
        }

        if (stay.LeaseEndedAt is { } over && ColumnOf(over) > ColumnOf(stay.End.Value))
        {
            Set(ColumnOf(over), Mark(LabEventKind.LeaseExpired).Symbol, Role.Bad, false);
        }
    }

    private bool IsEnd(int x) => x >= 0 && x < width && s_ends.Contains(_cells[x]);

    private bool IsDrawn(int x, char cell, Role role, bool selected) => x < 0 || x >= width || (_cells[x] == cell && _roles[x] == role && _selected[x] == selected);

    private void Set(int x, char cell, Role role, bool selected)
    {
        if (x >= 0 && x < width)
        {
            (_cells[x], _roles[x], _selected[x]) = (cell, role, selected);
        }
    }
}
