namespace PubSubLab.Shared;

/// <summary>A text is not YAML, or too much of it.</summary>
internal sealed class GuardedYamlException(long? line, string reason, Exception? inner = null, long? column = null) : Exception(reason, inner)
{
    /// <summary>The line, from 1; null where the library does not tell it.</summary>
    public long? Line { get; } = line;

    /// <summary>The column, from 1; null where it is not known.</summary>
    public long? Column { get; } = column;
}
