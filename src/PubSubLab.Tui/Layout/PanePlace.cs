namespace PubSubLab.Tui.Layout;

/// <summary>Where a pane stands on a wide screen. Panes of one place share it side by side.</summary>
internal enum PanePlace
{
    /// <summary>The upper left: a form.</summary>
    Left,

    /// <summary>The upper right.</summary>
    Upper,

    /// <summary>The right, below <see cref="Upper"/>.</summary>
    Lower,

    /// <summary>The bottom, over the whole width.</summary>
    Bottom,

    /// <summary>A page of its own beside the lab's panes, without the form.</summary>
    Page,

    /// <summary>A page that has the whole window.</summary>
    WholePage,
}
