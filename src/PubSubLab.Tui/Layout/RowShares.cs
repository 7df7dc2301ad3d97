namespace PubSubLab.Tui.Layout;

/// <summary>
/// The rows that the upper pane gave to the lower one, or got from it. Rows go only from empty ones to a pane whose rows are cut, so that a
/// screen that shows everything stands still.
/// </summary>
internal sealed class RowShares
{
    private (Size Size, PaneId? Page, bool LacksBottom) _of;

    /// <summary>Rows from the upper to the lower pane; negative the other way.</summary>
    public int Moved { get; private set; }

    /// <summary>Begins anew where the window, its page, or the room above the bottom pane is another.</summary>
    public void Begin(Size size, PaneId? page, bool lacksBottom)
    {
        if (_of != (size, page, lacksBottom))
        {
            (_of, Moved) = ((size, page, lacksBottom), 0);
        }
    }

    /// <summary>Moves rows to a pane that lacks some.</summary>
    /// <param name="upper">Spare rows of the upper pane; negative for lacking ones.</param>
    /// <param name="lower">As <paramref name="upper"/>, for the lower one.</param>
    /// <returns>Whether rows moved.</returns>
    public bool Move(int upper, int lower)
    {
        var by = upper > 0 && lower < 0 ? Math.Min(upper, -lower) : lower > 0 && upper < 0 ? -Math.Min(lower, -upper) : 0;
        Moved += by;
        return by != 0;
    }
}
