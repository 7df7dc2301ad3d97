using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Layout;

/// <summary>A framed part of the screen that shows the lab's projections. Concrete panes implement <see cref="IPane"/> too.</summary>
internal abstract class Pane(ThemeChoice theme) : FramedView(theme)
{
    /// <summary>Where keys hold while a line of the pane is typed into; null for none. The pane's own keys do not hold meanwhile.</summary>
    public virtual KeyScope? LineScope => null;

    /// <summary>Rows beyond those that the pane needs; negative for rows that it lacks. 0 where it takes what it gets.</summary>
    public virtual int SpareRows => 0;

    /// <summary>Gives the pane the focus at its beginning.</summary>
    public virtual void EnterAtStart()
    {
    }

    /// <summary>Places what is in the pane; called when its size is known.</summary>
    public virtual void Arrange(Size size)
    {
    }
}
