using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PubSubLab.Lab.Journal;

/// <summary>
/// A message's attributes in one array. A hundred thousand messages with an attribute or two each are kept; a hash table for every one
/// of them would take more room than everything else about them.
/// </summary>
internal sealed class CompactAttributes : IReadOnlyDictionary<string, string>
{
    private readonly KeyValuePair<string, string>[] _pairs;

    private CompactAttributes(KeyValuePair<string, string>[] pairs) => _pairs = pairs;

    private static CompactAttributes Empty { get; } = new([]);

    public int Count => _pairs.Length;

    public IEnumerable<string> Keys => _pairs.Select(p => p.Key);

    public IEnumerable<string> Values => _pairs.Select(p => p.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no attribute '{key}'.");

    /// <summary>Copies attributes. Names are few and come again and again, so each is kept once.</summary>
    public static CompactAttributes Of(IReadOnlyDictionary<string, string> attributes, Dictionary<string, string> names)
    {
        if (attributes.Count == 0)
        {
            return Empty;
        }

        var pairs = new KeyValuePair<string, string>[attributes.Count];
        var i = 0;
        foreach (var (key, value) in attributes)
        {
            if (!names.TryGetValue(key, out var name) && names.Count < MostNames)
            {
                names.Add(key, name = key);
            }

            pairs[i++] = new KeyValuePair<string, string>(name ?? key, value);
        }

        return new CompactAttributes(pairs);
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        // At most a hundred (Pub/Sub docs, Quotas and limits), nearly always one or two.
        foreach (var pair in _pairs)
        {
            if (pair.Key == key)
            {
                value = pair.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _pairs.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private const int MostNames = 1_000;
}
