namespace PubSubLab.Lab.Journal;

/// <summary>
/// The attributes of messages, each set kept once: names are few, and the same few values come together again and again. Where they do not,
/// as with an id of each message's own, a set is the message's alone. Used under the journal's lock.
/// </summary>
internal sealed class AttributeSets
{
    private const int MostSets = 4_096;
    private const int MostNames = 1_000;

    private readonly Dictionary<int, CompactAttributes> _sets = [];
    private readonly Known<string> _names = new(MostNames);

    /// <summary>A copy of attributes, or the same ones as another message has.</summary>
    public CompactAttributes Of(IReadOnlyDictionary<string, string> attributes)
    {
        if (attributes.Count == 0)
        {
            return CompactAttributes.Empty;
        }

        var hash = default(HashCode);
        foreach (var (key, value) in attributes)
        {
            hash.Add(key);
            hash.Add(value);
        }

        var code = hash.ToHashCode();
        if (_sets.TryGetValue(code, out var known))
        {
            // Another set may have the same code.
            return known.AreTheSameAs(attributes) ? known : Copy(attributes);
        }

        var copy = Copy(attributes);
        if (_sets.Count < MostSets)
        {
            _sets.Add(code, copy);
        }

        return copy;
    }

    private CompactAttributes Copy(IReadOnlyDictionary<string, string> attributes)
    {
        var pairs = new KeyValuePair<string, string>[attributes.Count];
        var i = 0;
        foreach (var (key, value) in attributes)
        {
            pairs[i++] = new KeyValuePair<string, string>(_names.Once(key), value);
        }

        return new CompactAttributes(pairs);
    }
}
