namespace PubSubLab.Shared;

/// <summary>A text is not YAML, or too much of it.</summary>
internal sealed class GuardedYamlException(long? line, string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>The line, from 1; null where the library does not tell it.</summary>
    public long? Line { get; } = line;
}
