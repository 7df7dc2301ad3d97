#pragma warning disable CA1032 // The sentence is made from place and reason.
namespace PubSubLab.Emulator;

/// <summary>A topology file says something that it cannot say.</summary>
public sealed class TopologyException : Exception
{
    /// <summary>Says where in the file, and what is wrong there.</summary>
    public TopologyException(long line, string field, string reason, Exception? innerException = null)
        : base($"line {line}: {(field.Length == 0 ? "" : field + ": ")}{reason}", innerException)
    {
        Line = line;
        Field = field;
    }

    /// <summary>Line in the file, from 1.</summary>
    public long Line { get; }

    /// <summary>Path of the field, for instance <c>topics[0].subscriptions[1].filter</c>; empty when none is concerned.</summary>
    public string Field { get; }
}
