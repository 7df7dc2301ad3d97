namespace PubSubLab.Tui.State;

/// <summary>Actions of the window and its terminal for commands. The window sets them.</summary>
internal sealed class TerminalActions
{
    /// <summary>Puts a text on the clipboard.</summary>
    public Action<string> Copy { get; set; } = _ => { };

    /// <summary>Returns to the shell until the person comes back.</summary>
    public Action Suspend { get; set; } = () => { };

    /// <summary>Opens a text in the person's own editor. Gives the new text, or the reason why it is unchanged.</summary>
    public Func<string, (string? Text, string? Problem)> Edit { get; set; } = _ => (null, "there is no terminal for an editor.");

    /// <summary>Draws the whole screen again.</summary>
    public Action Redraw { get; set; } = () => { };

    /// <summary>The view that has the focus; null for none.</summary>
    public Func<View?> ReadFocus { get; set; } = () => null;

    /// <summary>Ends the screen.</summary>
    public Action Quit { get; set; } = () => { };
}
