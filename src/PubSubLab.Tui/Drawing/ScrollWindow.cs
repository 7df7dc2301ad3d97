namespace PubSubLab.Tui.Drawing;

/// <summary>The rows of a list that are in sight.</summary>
internal static class ScrollWindow
{
    /// <summary>The first row in sight: the old one where it can stay, so that the chosen row is seen and no room is left over below.</summary>
    /// <param name="top">The first row before.</param>
    /// <param name="chosen">The chosen row.</param>
    /// <param name="rows">Number of rows that there is room for.</param>
    /// <param name="count">Number of rows of the list.</param>
    public static int Top(int top, int chosen, int rows, int count)
    {
        // A pane without room still has a first row.
        var room = Math.Max(1, rows);
        return Math.Clamp(top, Math.Max(0, chosen - room + 1), Math.Max(0, Math.Min(chosen, Math.Max(count, chosen + 1) - room)));
    }
}
