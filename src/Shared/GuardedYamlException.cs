#pragma warning disable CA1032 // Line and sentence are always known.
namespace PubSubLab.Shared;

/// <summary>A text that cannot be read as YAML.</summary>
internal sealed class GuardedYamlException(long line, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>Line, from 1.</summary>
    public long Line { get; } = line;
}
