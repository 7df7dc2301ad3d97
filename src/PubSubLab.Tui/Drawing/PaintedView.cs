using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Drawing;

/// <summary>A view that paints all of itself with a <see cref="Painter"/>.</summary>
internal abstract class PaintedView(ThemeChoice theme) : View
{
    private readonly Sheet _sheet = new();

    protected ThemeChoice Theme => theme;

    protected abstract void Paint(Painter painter);

    // Nothing is wiped before it is painted: that would be a change of every cell.
    protected sealed override bool OnClearingViewport() => true;

    protected sealed override bool OnDrawingContent(DrawContext? context)
    {
        _sheet.Clear(Viewport.Size, GetAttributeForRole(VisualRole.Normal));
        Paint(new Painter(_sheet, theme.Current));
        _sheet.ShowOn(this);
        return true;
    }
}
