using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Drawing;

/// <summary>A view that paints all of itself with a <see cref="Painter"/>.</summary>
internal abstract class PaintedView(ScreenState screen) : View
{
    private readonly Sheet _sheet = new();

    protected ScreenState Screen => screen;

    protected abstract void Paint(Painter painter);

    // Nothing is wiped before it is painted: that would be a change of every cell.
    protected sealed override bool OnClearingViewport() => true;

    protected sealed override bool OnDrawingContent(DrawContext? context)
    {
        _sheet.Clear(Viewport.Size, GetAttributeForRole(VisualRole.Normal));
        Paint(new Painter(_sheet, screen.Theme));
        _sheet.ShowOn(this);
        return true;
    }
}
