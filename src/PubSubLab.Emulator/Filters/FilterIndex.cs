namespace PubSubLab.Emulator.Filters;

/// <summary>
/// Finds the owners (subscriptions) whose filter matches a message, at the cost of those that may match and not of all.
/// A filter is entered under conditions of which at least one holds whenever it matches: for AND the most telling of its
/// terms, for OR one of each. What has no such condition (a bare negation) is tried on every message.
/// </summary>
internal sealed class FilterIndex<TOwner>
    where TOwner : class, IFilterOwner
{
    private readonly Dictionary<string, KeyEntry> _keys = [];
    private readonly Dictionary<string, KeyEntry>.AlternateLookup<ReadOnlySpan<char>> _keysBySpan;
    private readonly List<TOwner> _unindexed = [];
    private long _round;

    public FilterIndex() => _keysBySpan = _keys.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count { get; private set; }

    /// <summary>Attribute keys under which filters are entered.</summary>
    public int KeyCount => _keys.Count;

    public void Add(TOwner owner)
    {
        Count++;
        var conditions = Conditions(owner.Filter!.Root);
        if (conditions is null)
        {
            _unindexed.Add(owner);
            return;
        }

        foreach (var condition in conditions)
        {
            var key = KeyOf(condition);
            if (!_keys.TryGetValue(key, out var entry))
            {
                _keys.Add(key, entry = new KeyEntry());
            }

            entry.Add(condition, owner);
        }
    }

    public void Remove(TOwner owner)
    {
        Count--;
        var conditions = Conditions(owner.Filter!.Root);
        if (conditions is null)
        {
            _unindexed.Remove(owner);
            return;
        }

        foreach (var condition in conditions)
        {
            // A filter that names a condition twice may have taken the entry away with the first.
            var key = KeyOf(condition);
            if (_keys.TryGetValue(key, out var entry) && entry.Remove(condition, owner))
            {
                _keys.Remove(key);
            }
        }
    }

    /// <summary>Appends every owner whose filter matches to <paramref name="matching"/>, each once.</summary>
    public void Find(AttributeSet attributes, List<TOwner> matching)
    {
        _round++;
        for (var i = 0; i < attributes.Count; i++)
        {
            if (_keysBySpan.TryGetValue(attributes.Key(i), out var entry))
            {
                entry.Find(this, attributes, attributes.Value(i), matching);
            }
        }

        foreach (var owner in _unindexed)
        {
            Try(owner, attributes, matching);
        }
    }

    private void Try(TOwner owner, AttributeSet attributes, List<TOwner> matching)
    {
        // An owner can be met under several conditions of one message.
        if (owner.MatchRound == _round)
        {
            return;
        }

        owner.MatchRound = _round;
        if (owner.Filter!.Root.Matches(attributes))
        {
            matching.Add(owner);
        }
    }

    private static string KeyOf(FilterNode condition) => condition switch
    {
        EqualNode equal => equal.Key,
        PrefixNode prefix => prefix.Key,
        HasNode has => has.Key,
        _ => throw new InvalidOperationException("Not a condition that can be indexed."),
    };

    private static FilterNode[]? Conditions(FilterNode node)
    {
        switch (node)
        {
            case EqualNode or PrefixNode or HasNode:
                return [node];
            case AndNode and:
                FilterNode[]? best = null;
                foreach (var term in and.Terms)
                {
                    if (Conditions(term) is { } found && (best is null || Cost(found) < Cost(best)))
                    {
                        best = found;
                    }
                }

                return best;
            case OrNode or:
                var all = new List<FilterNode>();
                foreach (var term in or.Terms)
                {
                    if (Conditions(term) is not { } found)
                    {
                        return null;
                    }

                    all.AddRange(found);
                }

                return [.. all];
            default:
                return null;
        }
    }

    // An equality says more than a prefix, a prefix more than a key; and one condition is better than many.
    private static int Cost(FilterNode[] conditions) =>
        conditions.Sum(condition => condition switch { EqualNode => 1, PrefixNode => 10, _ => 100 });

    private sealed class KeyEntry
    {
        private readonly OwnerTable _equal = new();
        private readonly OwnerTable _prefixes = new();
        private readonly SortedDictionary<int, int> _prefixLengths = [];
        private readonly List<TOwner> _has = [];

        public void Add(FilterNode condition, TOwner owner)
        {
            switch (condition)
            {
                case EqualNode equal:
                    _equal.Add(equal.Value, owner);
                    break;
                case PrefixNode prefix:
                    _prefixes.Add(prefix.Prefix, owner);
                    _prefixLengths[prefix.Prefix.Length] = _prefixLengths.GetValueOrDefault(prefix.Prefix.Length) + 1;
                    break;
                default:
                    _has.Add(owner);
                    break;
            }
        }

        /// <summary>Removes the owner from the condition.</summary>
        /// <returns>Whether the entry is empty now.</returns>
        public bool Remove(FilterNode condition, TOwner owner)
        {
            switch (condition)
            {
                case EqualNode equal:
                    _equal.Remove(equal.Value, owner);
                    break;
                case PrefixNode prefix:
                    _prefixes.Remove(prefix.Prefix, owner);
                    if (--_prefixLengths[prefix.Prefix.Length] == 0)
                    {
                        _prefixLengths.Remove(prefix.Prefix.Length);
                    }

                    break;
                default:
                    _has.Remove(owner);
                    break;
            }

            return _equal.IsEmpty && _prefixLengths.Count == 0 && _has.Count == 0;
        }

        public void Find(FilterIndex<TOwner> index, AttributeSet attributes, ReadOnlySpan<char> value, List<TOwner> matching)
        {
            _equal.Find(index, attributes, value, matching);
            foreach (var length in _prefixLengths.Keys)
            {
                if (length > value.Length)
                {
                    break;
                }

                _prefixes.Find(index, attributes, value[..length], matching);
            }

            foreach (var owner in _has)
            {
                index.Try(owner, attributes, matching);
            }
        }
    }

    /// <summary>Owners by text. Nearly always there is one to a text, and then there is no list.</summary>
    private sealed class OwnerTable
    {
        private readonly Dictionary<string, object> _byText = [];
        private readonly Dictionary<string, object>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

        public bool IsEmpty => _byText.Count == 0;

        public OwnerTable() => _bySpan = _byText.GetAlternateLookup<ReadOnlySpan<char>>();

        public void Add(string text, TOwner owner)
        {
            if (!_byText.TryGetValue(text, out var held))
            {
                _byText.Add(text, owner);
            }
            else if (held is HashSet<TOwner> many)
            {
                many.Add(owner);
            }
            else
            {
                _byText[text] = new HashSet<TOwner> { (TOwner)held, owner };
            }
        }

        public void Remove(string text, TOwner owner)
        {
            if (!_byText.TryGetValue(text, out var held))
            {
                return;
            }

            if (held is HashSet<TOwner> many)
            {
                many.Remove(owner);
                if (many.Count > 0)
                {
                    return;
                }
            }

            _byText.Remove(text);
        }

        public void Find(FilterIndex<TOwner> index, AttributeSet attributes, ReadOnlySpan<char> text, List<TOwner> matching)
        {
            if (!_bySpan.TryGetValue(text, out var held))
            {
                return;
            }

            if (held is HashSet<TOwner> many)
            {
                foreach (var owner in many)
                {
                    index.Try(owner, attributes, matching);
                }
            }
            else
            {
                index.Try((TOwner)held, attributes, matching);
            }
        }
    }
}
