using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Timeline;

/// <summary>A lane's cells: a bar for each stay in hand, with the message's number in it and the outcome at its end.</summary>
internal sealed class BarRow(int width, TimeSpan start, TimeSpan span)
{
    private readonly char[] _cells = [.. Enumerable.Repeat(' ', width)];
    private readonly Role[] _roles = new Role[width];
    private readonly bool[] _selected = new bool[width];

    /// <summary>The sign of how a stay in hand ended.</summary>
    public static (char Symbol, Role Role) Mark(LabEventKind? outcome) => outcome switch
    {
        LabEventKind.Acked => ('✓', Role.Good),
        LabEventKind.Nacked => ('↻', Role.Warning),
        LabEventKind.LeaseExpired => ('○', Role.Bad),
        LabEventKind.WorkerKilled => ('✗', Role.Bad),
        _ => ('━', Role.Accent),
    };

    /// <summary>The column of a moment, which may lie outside.</summary>
    public int ColumnOf(TimeSpan at) => (int)Math.Floor((at - start) / span * width);

    /// <summary>Draws a stay in hand.</summary>
    public void Add(HandlingSpan stay, TimeSpan now, bool selected)
    {
        var (mark, role) = Mark(stay.Outcome);
        var from = ColumnOf(stay.Start);
        var to = ColumnOf(stay.End ?? now);
        var bar = stay.Outcome is null ? Role.Accent : role;
        for (var x = Math.Max(0, from); x <= Math.Min(width - 1, to); x++)
        {
            Set(x, '━', bar, selected);
        }

        var label = $"#{stay.Message.Number}";
        var (left, right) = (Math.Max(0, from), Math.Min(width - 1, to));
        if (right - left >= label.Length + 2)
        {
            var at = left + ((right - left - label.Length) / 2);
            for (var i = 0; i < label.Length; i++)
            {
                Set(at + i, label[i], bar, selected);
            }
        }

        if (from < 0 && to > 0)
        {
            Set(0, '╾', bar, selected);
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

    /// <summary>Draws the lease of a stay in hand: from when it was last granted to when it ends.</summary>
    public void AddLease(HandlingSpan stay, TimeSpan deadline)
    {
        // A killed worker's lease outlives it: that is what others wait for.
        var end = stay.Outcome is LabEventKind.Acked or LabEventKind.Nacked or LabEventKind.LeaseExpired ? stay.End!.Value : stay.LeaseFrom + deadline;
        for (var x = Math.Max(0, ColumnOf(stay.Start)); x <= Math.Min(width - 1, ColumnOf(end)); x++)
        {
            Set(x, '┄', Role.Dim, false);
        }

        if (stay.LeaseFrom > stay.Start)
        {
            Set(ColumnOf(stay.LeaseFrom), '↔', Role.Info, false);
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

    private void Set(int x, char cell, Role role, bool selected)
    {
        if (x >= 0 && x < width)
        {
            (_cells[x], _roles[x], _selected[x]) = (cell, role, selected);
        }
    }
}
