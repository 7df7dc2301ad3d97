using PubSubLab.Tui.Keys;

namespace PubSubLab.Tui.Layout;

/// <summary>The description of a pane, known before the pane is made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its name in the tabs.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Scope">Where its keys hold.</param>
/// <param name="Open">The command that leads to it; a page's also leads back.</param>
internal sealed record PaneDescription(PaneId Id, string Title, PanePlace Place, KeyScope Scope, KeyTableEntry Open)
{
    /// <summary>Place among the panes of the lab, the number that stands before its title; null for a page.</summary>
    public int? Number { get; init; }

    public bool IsPage => Place is PanePlace.Page or PanePlace.WholePage;

    /// <summary>The title with its number.</summary>
    public string TabTitle => Number is { } number ? $"{number} {Title}" : Title;
}
