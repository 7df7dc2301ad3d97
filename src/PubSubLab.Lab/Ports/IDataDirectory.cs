namespace PubSubLab.Lab.Ports;

/// <summary>The directory where a broker in this process keeps what lasts.</summary>
public interface IDataDirectory
{
    /// <summary>Why the broker refuses to publish, as it cannot write; null while it can.</summary>
    string? Refusal { get; }

    /// <summary>Its state now, from the disk.</summary>
    DataDirectoryState Read();
}

/// <summary>A data directory at one moment.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Start">Number of times that a broker has opened it.</param>
/// <param name="Bytes">Size of the database's files.</param>
public sealed record DataDirectoryState(string Path, long Start, long Bytes);
