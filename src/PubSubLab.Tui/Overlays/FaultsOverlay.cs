using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>The faults that can be switched on, and what is on now.</summary>
internal sealed class FaultsOverlay : Overlay
{
    private const int LessonRows = 3;

    private readonly IFaultControl _faults;
    private readonly IReadOnlyList<FaultChoice> _choices;
    private int _chosen;
    private int _top;
    private FaultState _shown = FaultState.None;

    public FaultsOverlay(ThemeChoice theme, LabSession session, Notices notices)
        : base(theme)
    {
        _faults = session.Ports.Faults!;
        _choices = FaultChoice.All(session, notices);
    }

    protected override string Caption => "Faults";

    // How many of them there is room for, with what is on above and what it teaches below.
    private int Rows => Math.Max(1, Math.Min(_choices.Count, Inner.Height - 3 - LessonRows));

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 84), Math.Min(screen.Height - 2, _choices.Count + 9));

    public override void Move(int lines)
    {
        _chosen = Math.Clamp(_chosen + lines, 0, _choices.Count - 1);
        SetNeedsDraw();
    }

    public override void MoveField(int by) => Move(Math.Sign(by));

    public override void Choose(int by)
    {
        _choices[_chosen].Turn(by);
        SetNeedsDraw();
    }

    public override void Accept()
    {
        _choices[_chosen].SwitchOn();
        SetNeedsDraw();
    }

    protected override void Pressed(Point at)
    {
        var row = at.Y - Inner.Y - 2;
        if (row >= 0 && row < Rows && _top + row < _choices.Count)
        {
            _chosen = _top + row;
            Accept();
        }
    }

    protected override bool HasMoved()
    {
        var now = _faults.Read();
        var moved = now != _shown;
        _shown = now;
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var y = inner.Y;
        var on = _faults.Read().Label;
        painter.Line(inner.X + 1, y, inner.Width - 2, [on.Length == 0 ? new Segment("Everything works.", Role.Good) : new Segment($"! On now: {on}", Role.Bad)]);
        y += 2;
        var rows = Rows;
        _top = ScrollWindow.Top(_top, _chosen, rows, _choices.Count);
        for (var i = _top; i < Math.Min(_choices.Count, _top + rows); i++)
        {
            var choice = _choices[i];
            painter.FittedLine(
                inner.X, y++, inner.Width,
                [
                    new Segment(i == _chosen ? "▸ " : "  ", Role.Accent), new Segment(choice.Title, Role.Normal),
                    new Segment(choice.Amount is { } amount ? $"  ◂ {amount} ▸" : "", Role.Strong),
                ],
                selected: i == _chosen);
        }

        if (rows < _choices.Count)
        {
            painter.Fill(inner.X, y, inner.Width, Role.Frame, with: '─');
            var place = $" {_chosen + 1} of {_choices.Count} ";
            painter.Put(inner.Right - place.Length - 1, y, place, Role.Dim);
        }

        y++;
        painter.PutWrapped(inner.X + 1, y, _choices[_chosen].Lesson, Role.Dim, inner.Width - 2, LessonRows);
        if (inner.Bottom - 1 >= y + LessonRows)
        {
            painter.Put(inner.X + 1, inner.Bottom - 1, "Enter switches it on; Left and Right change how much.", Role.Dim, inner.Width - 2);
        }
    }
}
