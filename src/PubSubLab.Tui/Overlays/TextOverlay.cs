using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>A window with lines to read and scroll.</summary>
internal abstract class TextOverlay(ThemeChoice theme) : Overlay(theme)
{
    private int _top;
    private int _lines;

    public override KeyScope Scope => KeyScope.Reading;

    /// <summary>The lines for a width.</summary>
    protected abstract IReadOnlyList<IReadOnlyList<Segment>> Lines(int width);

    /// <summary>Rows above the lines that stay where they are.</summary>
    protected virtual int FixedRows => 0;

    public override void Move(int lines)
    {
        _top = Math.Clamp(_top + lines, 0, Math.Max(0, _lines - (Inner.Height - FixedRows)));
        SetNeedsDraw();
    }

    public override string? AcceptHint => null;

    public override void Accept() => Close();

    protected void GoToTop() => _top = 0;

    protected virtual void PaintFixed(Painter painter, Rectangle inner)
    {
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        PaintFixed(painter, inner);
        var lines = Lines(inner.Width - 2);
        _lines = lines.Count;
        var rows = inner.Height - FixedRows;
        _top = Math.Clamp(_top, 0, Math.Max(0, _lines - rows));
        for (var row = 0; row < rows && _top + row < lines.Count; row++)
        {
            painter.ScrolledLine(inner.X + 1, inner.Y + FixedRows + row, inner.Width - 2, lines[_top + row], 0);
        }

        if (_lines > rows)
        {
            var place = $" {Math.Min(_lines, _top + rows)} of {_lines} lines ";
            painter.Put(inner.Right - place.Length - 1, inner.Bottom, place, Role.Dim);
        }
    }
}
