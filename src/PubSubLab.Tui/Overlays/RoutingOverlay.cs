using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Routing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Strategies side by side: the same burst goes through two or three of them at once.</summary>
/// <param name="theme">The theme.</param>
/// <param name="runner">Runs the strategies.</param>
/// <param name="revision">Tells when to draw.</param>
/// <param name="consents">Asks before the strategies use a real project.</param>
internal sealed class RoutingOverlay(ThemeChoice theme, RoutingRunner runner, Revision revision, Consents consents) : Overlay(theme)
{
    private readonly List<(Rectangle At, int Field)> _places = [];
    private int _field = SideBySide.MostLanes;
    private IReadOnlyList<LaneSnapshot>? _shown;
    private int _version = -1;

    protected override string Caption => "Routing ─ strategies side by side";

    protected override string? CaptionRight => runner.IsRunning ? "Esc stops and closes" : "Esc closes";

    private RoutingFigures Figures => runner.Figures;

    /// <summary>The strategies' snapshots; null before the first run. Default: the last run.</summary>
    public Func<IReadOnlyList<LaneSnapshot>?> Lanes { get; init; } = () => runner.Current?.Lanes;

    public override Size SizeOn(Size screen) => new(screen.Width, screen.Height - 2);

    /// <summary>Enter: starts, and starts again.</summary>
    public override void Accept()
    {
        consents.ToCompare(Figures.ToOptions(), runner.Start);
        SetNeedsDraw();
    }

    public override void Move(int lines) => MoveField(Math.Sign(lines));

    public override void MoveField(int by) => GoTo((_field + by + Figures.Count) % Figures.Count);

    public override void GoToFirst() => GoTo(0);

    public override void GoToLast() => GoTo(Figures.Count - 1);

    public override void Choose(int by)
    {
        Figures.Turn(_field, by);
        SetNeedsDraw();
    }

    protected override bool HasMoved()
    {
        var moved = _version != revision.Number || !ReferenceEquals(_shown, Lanes());
        _version = revision.Number;
        return moved;
    }

    protected override void Pressed(Point at)
    {
        if (_places.Find(p => p.At.Contains(at)) is { At.Width: > 0 } place)
        {
            // The left half turns down, the right half up; the first press only chooses.
            var turn = _field == place.Field;
            _field = place.Field;
            if (turn)
            {
                Choose(at.X < place.At.X + (place.At.Width / 2) ? -1 : 1);
            }
        }
    }

    protected override void Wheeled(int lines) => Choose(-Math.Sign(lines));

    protected override void Paint(Painter painter, Rectangle inner)
    {
        _places.Clear();
        _shown = Lanes();
        var y = PaintSliders(painter, inner) + 1;
        painter.Fill(inner.X, y++, inner.Width, Role.Frame, with: '─');
        PaintLanes(painter, inner with { Y = y, Height = inner.Bottom - y - 1 });
        painter.Put(inner.X + 1, inner.Bottom - 1, Advice(), Role.Dim, inner.Width - 2);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            runner.Stop();
        }

        base.Dispose(disposing);
    }

    private void GoTo(int field)
    {
        _field = field;
        SetNeedsDraw();
    }

    private string Advice() =>
        runner.IsStopping ? "What the strategies made is being removed."
        : runner.IsRunning ? "Bars: deliveries a second, on one scale. Enter starts again as it says above."
        : "Tab chooses, ← → turn it. Enter sends the same burst through all strategies.";

    private int PaintSliders(Painter painter, Rectangle inner)
    {
        var (x, y) = (inner.X + 1, inner.Y);
        for (var i = 0; i < Figures.Sliders.Count; i++)
        {
            var (slider, field) = (Figures.Sliders[i], SideBySide.MostLanes + i);
            var name = slider.Name + " ";
            var value = $"◂ {slider.Shown} ▸";
            if (x + name.Length + value.Length > inner.Right - 1)
            {
                (x, y) = (inner.X + 1, y + 1);
            }

            _places.Add((new Rectangle(x, y, name.Length + value.Length, 1), field));
            x = painter.Put(x, y, name, Role.Dim);
            x = painter.Put(x, y, value, field == _field ? Role.FocusedField : Role.Strong) + 2;
        }

        return y;
    }

    private void PaintLanes(Painter painter, Rectangle area)
    {
        var count = SideBySide.MostLanes;
        var width = (area.Width - 2 - (3 * (count - 1))) / count;
        var highest = _shown is { Count: > 0 } ? _shown.Max(l => l.Rates.DefaultIfEmpty(0).Max()) : 0;
        for (var lane = 0; lane < count; lane++)
        {
            var x = area.X + 1 + (lane * (width + 3));
            var name = Figures.Strategies[lane] ?? "none";
            var place = new Rectangle(x, area.Y, width, 1);
            _places.Add((place, lane));
            painter.Put(x, area.Y, $"◂ {name} ▸", lane == _field ? Role.FocusedField : Role.Strong, width);
            var below = new Rectangle(x, area.Y + 1, width, area.Height - 1);
            if (_shown?.FirstOrDefault(l => l.Strategy == name) is { } snapshot)
            {
                LanePainter.Paint(painter, below, snapshot, highest);
            }
            else if (Figures.Strategies[lane] is { } chosen)
            {
                var row = below.Y;
                foreach (var line in CellText.Wrap(RoutingCatalog.Get(chosen).Summary, width).Take(below.Height))
                {
                    painter.Put(x, row++, line, Role.Dim);
                }
            }

            for (var row = 0; lane > 0 && row < area.Height; row++)
            {
                painter.Put(x - 2, area.Y + row, "│", Role.Frame);
            }
        }
    }
}
