namespace PubSubLab.Tui.Terminals;

/// <summary>Escape sequences for the alternate screen.</summary>
internal static class AlternateScreen
{
    /// <summary>
    /// Empties it, which has to come before it is left: where the window grew meanwhile, tmux (3.3a) otherwise puts the first lines of it
    /// above what the shell had.
    /// </summary>
    public const string Wipe = "\u001b[0m\u001b[2J\u001b[1;1H";

    /// <summary>Gives the terminal to the shell for a while.</summary>
    public const string Leave = "\u001b[?2004l\u001b[?1003l\u001b[?1002l\u001b[?1000l\u001b[?1006l\u001b[?1015l" + Wipe + "\u001b[?1049l\u001b[?25h";

    /// <summary>Takes it back.</summary>
    public const string Enter = "\u001b[?1049h\u001b[?2004h";

    /// <summary>Asks for clicks and movements of the mouse.</summary>
    public const string MouseOn = "\u001b[?1003h\u001b[?1006h";

    /// <summary>Leaves the mouse to the terminal.</summary>
    public const string MouseOff = "\u001b[?1003l\u001b[?1002l\u001b[?1000l\u001b[?1006l";
}
