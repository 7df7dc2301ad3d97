namespace PubSubLab.Emulator.Filters;

/// <summary><c>attributes:key</c>: the message has the attribute.</summary>
internal sealed class HasNode(string key) : FilterNode
{
    public string Key { get; } = key;

    public override bool Matches(AttributeSet attributes) => attributes.TryGet(Key, out _);
}

/// <summary><c>attributes.key = "value"</c>.</summary>
internal sealed class EqualNode(string key, string value) : FilterNode
{
    public string Key { get; } = key;

    public string Value { get; } = value;

    public override bool Matches(AttributeSet attributes) => attributes.TryGet(Key, out var value) && value.SequenceEqual(Value);
}

/// <summary><c>hasPrefix(attributes.key, "prefix")</c>.</summary>
internal sealed class PrefixNode(string key, string prefix) : FilterNode
{
    public string Key { get; } = key;

    public string Prefix { get; } = prefix;

    public override bool Matches(AttributeSet attributes) => attributes.TryGet(Key, out var value) && value.StartsWith(Prefix);
}

/// <summary><c>NOT term</c>, <c>-term</c>; also what <c>attributes.key != "value"</c> means, so that a message without the key matches.</summary>
internal sealed class NotNode(FilterNode term) : FilterNode
{
    public override bool Matches(AttributeSet attributes) => !term.Matches(attributes);
}

/// <summary>Terms joined by AND.</summary>
internal sealed class AndNode(FilterNode[] terms) : FilterNode
{
    public FilterNode[] Terms { get; } = terms;

    public override bool Matches(AttributeSet attributes)
    {
        foreach (var term in Terms)
        {
            if (!term.Matches(attributes))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Terms joined by OR.</summary>
internal sealed class OrNode(FilterNode[] terms) : FilterNode
{
    public FilterNode[] Terms { get; } = terms;

    public override bool Matches(AttributeSet attributes)
    {
        foreach (var term in Terms)
        {
            if (term.Matches(attributes))
            {
                return true;
            }
        }

        return false;
    }
}
