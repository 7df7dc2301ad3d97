namespace PubSubLab.Tui.Layout;

/// <summary>The view that has the focus, and where the cursor stands in it.</summary>
/// <param name="View">The view.</param>
/// <param name="Cursor">Place of the cursor, in a text field.</param>
internal sealed record FocusPlace(View View, int Cursor)
{
    public static FocusPlace? Of(View? focused) => focused is null ? null : new(focused, focused is TextField field ? field.InsertionPoint : 0);

    /// <summary>Gives the focus back.</summary>
    /// <returns>False where the view is no part of the pane or window, or is hidden.</returns>
    public bool Restore(View container)
    {
        if (!View.Visible || !container.SubViews.Contains(View) || (!View.HasFocus && !View.SetFocus()))
        {
            return false;
        }

        if (View is TextField field)
        {
            // The library selects the text with the focus, and the next letter would replace it.
            field.ClearAllSelection();
            field.InsertionPoint = Cursor;
        }

        return true;
    }
}
