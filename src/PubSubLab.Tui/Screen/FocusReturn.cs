using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Layout;

namespace PubSubLab.Tui.Screen;

/// <summary>Places of the focus before a page and before each window opened; it returns there.</summary>
internal sealed class FocusReturn
{
    private readonly Stack<FocusPlace?> _belowWindows = new();
    private FocusPlace? _belowPage;

    /// <summary>A page opens.</summary>
    public void PageOpens(View? focused) => _belowPage = FocusPlace.Of(focused);

    /// <summary>The page is left for a pane.</summary>
    public void PageLeft(FramedView to) => Return(_belowPage, to);

    /// <summary>A window opens.</summary>
    public void WindowOpens(View? focused) => _belowWindows.Push(FocusPlace.Of(focused));

    /// <summary>The window on top has closed, over a pane or another window.</summary>
    public void WindowClosed(FramedView to) => Return(_belowWindows.Pop(), to);

    private void Return(FocusPlace? kept, FramedView to)
    {
        _belowPage = null;
        if (kept?.Restore(to) != true)
        {
            to.Enter();
        }
    }
}
