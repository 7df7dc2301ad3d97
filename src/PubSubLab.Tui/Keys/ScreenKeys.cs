using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Keys;

/// <summary>The key table of this screen, with the person's changes.</summary>
internal sealed class ScreenKeys(IReadOnlyList<KeyTableEntry> table, Notices notices)
{
    public IReadOnlyList<KeyTableEntry> All { get; private set; } = table;

    /// <summary>The entry of a command.</summary>
    public KeyTableEntry Get(string id) => All.First(e => e.Id == id);

    /// <summary>The key of a command, for sentences.</summary>
    public string KeyOf(string id) => Get(id) switch
    {
        { FirstKey: "," or "." } quoted => $"'{quoted.FirstKey}'",
        { FirstKey: { Length: > 0 } key } => key,
        var keyless => $"'{keyless.Title}' in the palette",
    };

    /// <summary>The key of a command that works while text is typed, for sentences.</summary>
    public string KeyWhileTyping(string id) => Get(id).Keys.FirstOrDefault(k => k.Length > 1 && k != "Space") ?? KeyOf(id);

    /// <summary>Gives commands other keys, and shows a notice about those that cannot have them.</summary>
    public void Rebind(IReadOnlyDictionary<string, string[]> keys)
    {
        All = KeyTable.With(All, keys, out var problems);
        if (problems.Count > 0)
        {
            notices.Fail(string.Join(' ', problems));
        }
    }
}
