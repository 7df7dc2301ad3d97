using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PubSubLab.Emulator.Filters;

/// <summary>
/// A subscription's filter over the attributes of a message, in the language of the Pub/Sub docs,
/// "Filter messages from a subscription". Immutable.
/// </summary>
public sealed class Filter
{
    /// <summary>The longest filter, in bytes of UTF-8 (Pub/Sub docs, "Quotas and limits": 256).</summary>
    public const int MaximumBytes = 256;

    private Filter(string text, FilterNode root)
    {
        Text = text;
        Root = root;
    }

    /// <summary>The filter as it was written.</summary>
    public string Text { get; }

    internal FilterNode Root { get; }

    /// <summary>Parses a filter that is not empty. An empty text is no filter, and an error here.</summary>
    /// <param name="text">The filter.</param>
    /// <param name="filter">The filter, when true is returned.</param>
    /// <param name="error">The error with its position if the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Filter? filter, [NotNullWhen(false)] out FilterError? error)
    {
        filter = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            error = new FilterError(0, "The filter is empty; a subscription without a filter receives everything");
            return false;
        }

        if (Encoding.UTF8.GetByteCount(text) is var bytes and > MaximumBytes)
        {
            error = new FilterError(0, $"The filter has {bytes} bytes; at most {MaximumBytes} are allowed");
            return false;
        }

        try
        {
            filter = new Filter(text, FilterParser.Parse(text));
            error = null;
            return true;
        }
        catch (FilterSyntaxException e)
        {
            error = e.Error;
            return false;
        }
    }

    /// <summary>Whether a message with these attributes passes. Keys and values are compared byte for byte.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var set = new AttributeSet();
        foreach (var (key, value) in attributes)
        {
            set.Add(key, value);
        }

        return Root.Matches(set);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
