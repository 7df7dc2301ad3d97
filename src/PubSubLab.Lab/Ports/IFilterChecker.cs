namespace PubSubLab.Lab.Ports;

/// <summary>Checks a subscription's filter before it is made: it cannot be changed afterwards (Pub/Sub docs, Filter messages from a subscription).</summary>
public interface IFilterChecker
{
    /// <summary>The longest filter, in bytes of UTF-8.</summary>
    int MaximumBytes { get; }

    /// <summary>Checks a text that is not empty.</summary>
    FilterCheck Check(string text);
}

/// <summary>The result of a filter check.</summary>
/// <param name="Bytes">Its length in bytes of UTF-8.</param>
/// <param name="ErrorAt">Where it is wrong, in characters from 0; null where it is right.</param>
/// <param name="Error">The error with the allowed text; null for a valid filter.</param>
/// <param name="Matches">Whether a message with these attributes passes; null where the filter is wrong.</param>
public sealed record FilterCheck(int Bytes, int? ErrorAt, string? Error, Func<IReadOnlyDictionary<string, string>, bool>? Matches);
