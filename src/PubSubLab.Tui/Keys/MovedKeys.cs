namespace PubSubLab.Tui.Keys;

/// <summary>Keys that had another meaning in the version before. Where such a key does nothing now, the screen says where its command went.</summary>
internal static class MovedKeys
{
    private static readonly Dictionary<string, (string Meaning, string Command, string Does)> s_moved = new(StringComparer.Ordinal)
    {
        ["k"] = ("moves up", CommandIds.Kill, "kills the worker that is selected in the flow"),
        ["j"] = ("moves down", CommandIds.TimeStep, "advances time to the next deadline"),
        ["h"] = ("moves left", CommandIds.TimeStop, "stops time"),
        ["l"] = ("moves right", CommandIds.TimelineLeases, "shows leases"),
        ["G"] = ("goes to the end", CommandIds.CopyAs, "copies the message as a gcloud command"),
        ["#"] = ("does nothing", CommandIds.CopyAs, "copies the message as C# code"),
        ["X"] = ("does nothing", CommandIds.Experiments, "opens the experiments"),
        ["x"] = ("ends workers in the flow only", CommandIds.PaneFlow, "goes there"),
        ["b"] = ("does nothing", CommandIds.ComparePage, "compares strategies and more, and in the topology B adds a subscription"),
    };

    // Keys that the version before left free, or that moved in this one.
    private static readonly HashSet<string> s_new = new(
        [.. MovingKeys.All, "a", "A", "B", "c", "d", "i", "L", "n", "N", "u", "U", "F", "H", "v", "x", "o", "O", "Y", ",", ".", "*", "=", "F4", "V", "@", "Delete", "Ctrl+K", "Shift+Left", "Shift+Right", "Ctrl+Left", "Ctrl+Right"],
        StringComparer.Ordinal);

    // Names of commands in settings files of the version before.
    private static readonly Dictionary<string, string> s_ids = new(StringComparer.Ordinal)
    {
        ["pane.workers"] = CommandIds.PaneFlow,
        ["workers.up"] = CommandIds.FlowUp,
        ["workers.down"] = CommandIds.FlowDown,
        ["workers.enter"] = CommandIds.FlowOpen,
        ["window.half-up"] = CommandIds.WindowReadBack,
        ["window.half-down"] = CommandIds.WindowPageDown,
        ["routing.side-by-side"] = CommandIds.ComparePage,
    };

    /// <summary>A sentence about a key that does nothing here; null for one that never did anything.</summary>
    public static string? Tell(string chord, ScreenKeys keys) => s_moved.TryGetValue(chord, out var moved) ? $"{chord} {moved.Meaning} now; {keys.KeyOf(moved.Command)} {moved.Does}." : null;

    /// <summary>Whether a settings file of the version before may have given this key to another command. That command keeps it.</summary>
    public static bool IsNew(string chord) => s_new.Contains(chord);

    /// <summary>The command's name now.</summary>
    public static string IdOf(string id) => s_ids.GetValueOrDefault(id, id);
}
