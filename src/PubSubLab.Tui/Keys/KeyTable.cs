namespace PubSubLab.Tui.Keys;

/// <summary>
/// Every key of the screen. The status bar, the help, the palette, the key router and the key tables in the documents use it.
/// </summary>
public static partial class KeyTable
{
    /// <summary>Every binding, in the order in which help shows them.</summary>
    public static IReadOnlyList<KeyTableEntry> All { get; } =
        [.. Screen, .. Publishing, .. Workers, .. Messages, .. Log, .. Timeline, .. Pages, .. Windows];

    /// <summary>The binding of a command.</summary>
    public static KeyTableEntry Of(string id) => All.First(b => b.Id == id);

    /// <summary>A scope's title in help and documents.</summary>
    public static string TitleOf(KeyScope scope) => scope switch
    {
        KeyScope.Anywhere => "Anywhere",
        KeyScope.Publisher => "Publisher",
        KeyScope.Workers => "Workers",
        KeyScope.Timeline => "Timeline",
        KeyScope.Log => "Message log",
        KeyScope.Details => "Message details",
        KeyScope.Window => "Windows (help, palette, dialogs)",
        KeyScope.Experiments => "Experiments",
        KeyScope.Topology => "Topology",
        _ => scope.ToString(),
    };
}
