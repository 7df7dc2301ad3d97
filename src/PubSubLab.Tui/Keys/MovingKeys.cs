namespace PubSubLab.Tui.Keys;

/// <summary>
/// The keys that people press in other programs to move and to close. A pane gives its own moves to them; nothing that changes the lab has
/// one, in any pane.
/// </summary>
internal static class MovingKeys
{
    public static IReadOnlyList<string> Up { get; } = ["Up", "k"];

    public static IReadOnlyList<string> Down { get; } = ["Down", "j"];

    public static IReadOnlyList<string> Left { get; } = ["Left", "h"];

    public static IReadOnlyList<string> Right { get; } = ["Right", "l"];

    public static IReadOnlyList<string> First { get; } = ["Home", "g"];

    public static IReadOnlyList<string> Last { get; } = ["End", "G"];

    public static IReadOnlyList<string> PageUp { get; } = ["PageUp", "Ctrl+B", "Ctrl+U"];

    public static IReadOnlyList<string> PageDown { get; } = ["PageDown", "Ctrl+F", "Ctrl+D"];

    public static IReadOnlyList<string> Close { get; } = ["Esc", "q"];

    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>([.. Up, .. Down, .. Left, .. Right, .. First, .. Last, .. Close, .. PageUp, .. PageDown, "/", "?"], StringComparer.Ordinal);
}
