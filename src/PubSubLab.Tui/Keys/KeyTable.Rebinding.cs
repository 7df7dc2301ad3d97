namespace PubSubLab.Tui.Keys;

public static partial class KeyTable
{
    /// <summary>The table with other keys for some commands.</summary>
    /// <param name="keys">Keys by the command's id; no key at all leaves a command to the palette.</param>
    /// <param name="problems">A sentence for each that cannot be: no such command, or the key has another meaning in the same place.</param>
    public static IReadOnlyList<KeyTableEntry> With(IReadOnlyDictionary<string, string[]> keys, out IReadOnlyList<string> problems)
    {
        var wrong = new List<string>();
        var table = All.ToList();
        foreach (var (id, chords) in keys)
        {
            var at = table.FindIndex(e => e.Id == id);
            if (at < 0)
            {
                wrong.Add($"There is no command '{id}' to give a key to.");
                continue;
            }

            if (chords is null || chords.Any(string.IsNullOrWhiteSpace))
            {
                wrong.Add($"The keys of {id} must be a list such as [\"Ctrl+G\"].");
                continue;
            }

            var taken = table.Where(e => e.Id != id && e.Scope == table[at].Scope).SelectMany(e => e.Keys.Select(k => (Key: k, e.Id))).FirstOrDefault(k => chords.Contains(k.Key));
            if (taken.Key is not null)
            {
                wrong.Add($"'{taken.Key}' cannot be the key of {id}: it is the key of {taken.Id}.");
                continue;
            }

            table[at] = table[at] with { Keys = chords };
        }

        problems = wrong;
        return table;
    }
}
