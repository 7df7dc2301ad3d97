using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PubSubLab.Lab.Journal;

/// <summary>
/// A message's attributes in one array. Hundreds of thousands of messages with an attribute or two each are kept; a hash table for every one
/// of them would take more room than everything else about them. Messages with the same attributes share them (<see cref="AttributeSets"/>).
/// </summary>
internal sealed class CompactAttributes : IReadOnlyDictionary<string, string>
{
    private readonly KeyValuePair<string, string>[] _pairs;

    public CompactAttributes(KeyValuePair<string, string>[] pairs) => _pairs = pairs;

    public static CompactAttributes Empty { get; } = new([]);

    public int Count => _pairs.Length;

    public IEnumerable<string> Keys => _pairs.Select(p => p.Key);

    public IEnumerable<string> Values => _pairs.Select(p => p.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no attribute '{key}'.");

    /// <summary>Whether others are the same, in the same order.</summary>
    public bool AreTheSameAs(IReadOnlyDictionary<string, string> others)
    {
        if (others.Count != _pairs.Length)
        {
            return false;
        }

        var i = 0;
        foreach (var (key, value) in others)
        {
            if (_pairs[i].Key != key || _pairs[i].Value != value)
            {
                return false;
            }

            i++;
        }

        return true;
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
}
