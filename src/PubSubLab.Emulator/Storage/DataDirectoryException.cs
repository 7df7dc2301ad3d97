namespace PubSubLab.Emulator;

/// <summary>A data directory cannot be used. The message is a sentence with the directory, the reason and a way out.</summary>
public sealed class DataDirectoryException : IOException
{
    internal DataDirectoryException(string directory, string reason, Exception? inner = null)
        : base($"The data directory {directory} cannot be used: {reason}", inner)
    {
    }
}
