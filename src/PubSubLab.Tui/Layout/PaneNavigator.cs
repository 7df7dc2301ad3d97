using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Layout;

/// <summary>Which pane has the focus, which page is shown, and whether the focused pane has the whole window.</summary>
internal sealed class PaneNavigator(PaneCatalog catalog, Presentation presentation)
{
    // Where the focus was before it went to another pane, and before a page opened.
    private PaneId _before = catalog.Opening;
    private (PaneId Pane, bool Zoomed)? _beforePage;

    /// <summary>Raised when panes have to be placed again.</summary>
    public event EventHandler? Rearranged;

    /// <summary>Raised when a pane gets the focus by a command.</summary>
    public event EventHandler<EventArgs<PaneId>>? Entered;

    /// <summary>Raised when a pane gets the focus at its beginning.</summary>
    public event EventHandler<EventArgs<PaneId>>? EnteredAtStart;

    /// <summary>Raised before a page takes the place of the lab.</summary>
    public event EventHandler? Leaving;

    /// <summary>Raised when a pane gets the focus back as it was.</summary>
    public event EventHandler<EventArgs<PaneId>>? Returned;

    /// <summary>The focused pane.</summary>
    public PaneId Focused { get; private set; } = catalog.Opening;

    /// <summary>The pane that was last focused among those above the log; where there is room for one, it is shown.</summary>
    public PaneId Above { get; private set; } = catalog.Opening;

    /// <summary>The page that is shown instead of the lab; null for the lab.</summary>
    public PaneId? Page { get; private set; }

    /// <summary>Whether the focused pane has the whole window.</summary>
    public bool Zoomed { get; private set; }

    /// <summary>Whether the focused form covers other panes. The window sets it.</summary>
    public bool IsFormOnTop { get; set; }

    /// <summary>The panes that can be gone to now, in their order.</summary>
    public IReadOnlyList<PaneId> InSight => presentation.IsOn ? [.. catalog.InSight(Page).Where(p => p == Focused || !IsAtBottom(p))] : catalog.InSight(Page);

    /// <summary>Whether the panes at the bottom have no place now.</summary>
    public bool LacksBottom => presentation.IsOn && !IsAtBottom(Focused);

    /// <summary>Description of the focused pane.</summary>
    public PaneDescription FocusedPane => catalog.Get(Focused);

    /// <summary>Gives a pane the focus. A pane that the page does not show leads back to the lab.</summary>
    public void Go(PaneId pane)
    {
        if (Page is not null && !catalog.InSight(Page).Contains(pane))
        {
            (Page, _beforePage) = (null, null);
        }

        Follow(pane);
        Rearranged?.Invoke(this, EventArgs.Empty);
        Entered?.Invoke(this, new(pane));
    }

    /// <summary>Goes to the next pane or the one before.</summary>
    public void GoBy(int by)
    {
        var order = InSight;
        Go(order[(order.ToList().IndexOf(Focused) + by + order.Count) % order.Count]);
    }

    /// <summary>Runs a pane's own command: goes to it, and from a form back to the pane before; shows a page, and leaves it.</summary>
    public void Open(PaneId pane)
    {
        if (catalog.Get(pane).IsPage)
        {
            TogglePage(pane);
            return;
        }

        if (Focused == pane && catalog.Get(pane).Place is PanePlace.Left && InSight.Contains(_before))
        {
            Return(_before);
        }
        else
        {
            Go(pane);
        }
    }

    /// <summary>Gives a pane the focus, at its beginning.</summary>
    public void GoToStart(PaneId pane)
    {
        Go(pane);
        EnteredAtStart?.Invoke(this, new(pane));
    }

    /// <summary>Shows a page instead of the lab; a page that is shown already is left.</summary>
    public void TogglePage(PaneId page)
    {
        if (Page == page)
        {
            GoToLab();
            return;
        }

        if (Page is null)
        {
            Leaving?.Invoke(this, EventArgs.Empty);
            _beforePage = (Focused, Zoomed);
        }

        Page = page;
        Zoomed = false;
        Above = catalog.Get(page).Place is PanePlace.Page && catalog.At(PanePlace.Lower) is [var lower, ..] ? lower : Above;
        Go(page);
    }

    /// <summary>Shows the lab with the focus where it was before the page.</summary>
    public void GoToLab()
    {
        var (pane, zoomed) = Page is null ? (Focused, Zoomed) : _beforePage ?? (catalog.Opening, false);
        (Page, _beforePage, Zoomed) = (null, null, zoomed);
        Return(pane);
    }

    public void ToggleZoom()
    {
        Zoomed = !Zoomed;
        Rearranged?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Leaves the form for the pane where the focus was before.</summary>
    public void LeaveForm() => Return(_before != Focused && InSight.Contains(_before) ? _before : catalog.Opening);

    /// <summary>Begins or ends the presenter's mode, which hides the panes at the bottom. A hidden pane loses the focus; a focused one is shown.</summary>
    public void TogglePresentation()
    {
        presentation.Toggle();
        if (presentation.IsOn && IsAtBottom(Focused))
        {
            Go(Page ?? catalog.Opening);
        }
        else
        {
            Rearranged?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>Gives a pane the whole window, where it is in sight.</summary>
    public void Zoom(PaneId pane)
    {
        if (InSight.Contains(pane))
        {
            Zoomed = true;
            Go(pane);
        }
    }

    private void Return(PaneId pane)
    {
        Follow(pane);
        Rearranged?.Invoke(this, EventArgs.Empty);
        Returned?.Invoke(this, new(pane));
    }

    /// <summary>Takes note that the focus went to a pane without a command, by a click.</summary>
    public void Follow(PaneId pane)
    {
        _before = pane == Focused ? _before : Focused;
        Focused = pane;
        Above = catalog.Get(pane).Place is PanePlace.Bottom or PanePlace.Page or PanePlace.WholePage ? Above : pane;
    }

    private bool IsAtBottom(PaneId pane) => catalog.Get(pane).Place is PanePlace.Bottom;
}
