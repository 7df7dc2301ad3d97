using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Layout;

/// <summary>A framed part of the screen that shows the lab's projections. Concrete panes implement <see cref="IPane"/> too.</summary>
internal abstract class Pane(ThemeChoice theme) : FramedView(theme)
{
    /// <summary>Whether a line of the pane takes the keys first, so that the pane's own keys do not hold.</summary>
    public virtual bool TakesKeys => false;

    /// <summary>Gives the pane the focus at its beginning.</summary>
    public virtual void EnterAtStart()
    {
    }

    /// <summary>Places what is in the pane; called when its size is known.</summary>
    public virtual void Arrange(Size size)
    {
    }

    /// <summary>Handles a key before the key table does; only where <see cref="TakesKeys"/>.</summary>
    /// <returns>Whether the key is done with.</returns>
    public virtual bool Take(string chord) => false;
}
