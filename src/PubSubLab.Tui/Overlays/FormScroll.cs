namespace PubSubLab.Tui.Overlays;

/// <summary>The rows of a form that are in sight, where the window is lower than the form.</summary>
internal sealed class FormScroll
{
    // How many rows below a field come into sight with it: what is said of it.
    private const int RowsWithField = 2;

    private readonly List<(View View, int Row)> _places = [];

    /// <summary>Number of rows above the first in sight.</summary>
    public int Top { get; private set; }

    /// <summary>Adds a field or button.</summary>
    public void Add(View view, int row) => _places.Add((view, row));

    /// <summary>Whether a row is in sight.</summary>
    /// <param name="row">The row.</param>
    /// <param name="room">Number of rows in sight.</param>
    public bool IsInSight(int row, int room) => row - Top >= 1 && row - Top <= room;

    /// <summary>Brings what has the focus into sight, with the first row where that fits too.</summary>
    /// <param name="rows">Number of rows of the form.</param>
    /// <param name="room">Number of rows in sight.</param>
    /// <returns>Whether anything had to move.</returns>
    public bool Follow(int rows, int room)
    {
        var most = Math.Max(0, rows - room);
        var focused = _places.Find(p => p.View.HasFocus) is { View: not null } place ? place.Row : 1 + Top;
        var least = Math.Clamp(Math.Min(focused + RowsWithField - room, focused - 1), 0, most);
        var top = Math.Clamp(Top, least, Math.Clamp(focused - 2, least, most));
        var moved = top != Top;
        Top = top;
        foreach (var (view, row) in _places)
        {
            // Hidden fields lie outside the window and can take the focus there.
            var y = IsInSight(row, room) ? row - Top : -1;
            if (view.Frame.Y != y)
            {
                view.Y = y;
                moved = true;
            }
        }

        return moved;
    }
}
