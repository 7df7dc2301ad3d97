namespace PubSubLab.Tui.Keys;

/// <summary>One command and the keys that run it: the only place where a key is written down.</summary>
/// <param name="Id">The command's id, <c>worker.kill</c>; settings rebind keys by it.</param>
/// <param name="Scope">Where the keys hold.</param>
/// <param name="Title">A word or two for the status bar and the palette.</param>
/// <param name="Help">One line on what it does.</param>
/// <param name="Keys">The keys, the first is the one that is shown: a character as it is typed, or a name such as <c>Ctrl+P</c>, <c>F1</c>, <c>Enter</c>.</param>
public sealed record KeyTableEntry(string Id, KeyScope Scope, string Title, string Help, params IReadOnlyList<string> Keys)
{
    /// <summary>Place in the status bar, low first; null for not there.</summary>
    public int? Hint { get; init; }

    /// <summary>The panes that a key of the whole screen is about, each with its place in the status bar while that pane has the focus.</summary>
    public IReadOnlyList<(KeyScope Pane, int Place)> HintIn { get; init; } = [];

    /// <summary>Whether the palette lists it. Moving a cursor is no command there.</summary>
    public bool InPalette { get; init; } = true;

    /// <summary>Whether the command changes the lab, so that a recording disables it.</summary>
    public bool InLabOnly { get; init; }

    /// <summary>Place in help and palette, low first; null for the place of the command's group.</summary>
    public int? Order { get; init; }

    /// <summary>The key that is shown.</summary>
    public string FirstKey => Keys.Count > 0 ? Keys[0] : "";
}
