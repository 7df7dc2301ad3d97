using System.Reflection;

namespace PubSubLab.Tui.Keys;

/// <summary>
/// Every key of the screen: the rows of all command groups in this assembly. The status bar, the help, the palette, the meaning of a key and
/// the key table in the documents are all made from it.
/// </summary>
public static partial class KeyTable
{
    private static readonly MethodInfo s_rowsOf = typeof(KeyTable).GetMethod(nameof(RowsOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The command groups in this assembly.</summary>
    internal static IReadOnlyList<Type> Groups { get; } =
        [.. typeof(ICommandGroup).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ICommandGroup)))];

    /// <summary>Every row, in the order of help.</summary>
    public static IReadOnlyList<KeyTableEntry> All => field ??= Of(Groups);

    /// <summary>The table of some command groups.</summary>
    internal static IReadOnlyList<KeyTableEntry> Of(IEnumerable<Type> groups) =>
        [.. groups.OrderBy(g => g.Name, StringComparer.Ordinal).SelectMany(g => (IEnumerable<KeyTableEntry>)s_rowsOf.MakeGenericMethod(g).Invoke(null, [])!).OrderBy(e => e.Order)];

    /// <summary>The table with other keys for some commands.</summary>
    /// <param name="table">The table.</param>
    /// <param name="keys">Keys by the command's id; a command without keys stays in the palette.</param>
    /// <param name="problems">A sentence for each that cannot be: no such command, or the key has another meaning in the same place.</param>
    internal static IReadOnlyList<KeyTableEntry> With(IReadOnlyList<KeyTableEntry> table, IReadOnlyDictionary<string, string[]> keys, out IReadOnlyList<string> problems)
    {
        var wrong = new List<string>();
        var changed = table.ToList();
        foreach (var (named, chords) in keys)
        {
            var id = MovedKeys.IdOf(named);
            var at = changed.FindIndex(e => e.Id == id);
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

            bool IsOthers(KeyTableEntry entry) => entry.Id != id && (entry.Scope == changed[at].Scope || changed[at].Scope == KeyScope.Anywhere);
            bool Keeps(KeyTableEntry entry, string key) => keys.Keys.Any(k => MovedKeys.IdOf(k) == entry.Id) || (!MovedKeys.IsNew(key) && entry.Scope == changed[at].Scope);
            var taken = changed.Where(IsOthers).SelectMany(e => e.Keys.Where(k => Keeps(e, k) && e.Scope == changed[at].Scope).Select(k => (Key: k, e.Id)))
                .FirstOrDefault(k => chords.Contains(k.Key));
            if (taken.Key is not null)
            {
                wrong.Add($"'{taken.Key}' cannot be the key of {id}: it is the key of {taken.Id}.");
                continue;
            }

            // A file of the version before may use a key that is new in this one: the person's choice wins.
            foreach (var other in changed.Where(e => IsOthers(e) && e.Keys.Any(k => chords.Contains(k) && MovedKeys.IsNew(k))).ToList())
            {
                changed[changed.IndexOf(other)] = other with { Keys = [.. other.Keys.Where(k => !chords.Contains(k) || !MovedKeys.IsNew(k))] };
            }

            changed[at] = changed[at] with { Keys = chords };
        }

        problems = wrong;
        return changed;
    }

    private static IEnumerable<KeyTableEntry> RowsOf<T>()
        where T : ICommandGroup => T.Keys.Select(e => e with { Order = e.Order ?? T.Order });
}
