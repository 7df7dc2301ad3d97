namespace PubSubLab.Lab.Recordings;

/// <summary>A line of a recording cannot be read.</summary>
/// <param name="message">Why, as the end of a sentence.</param>
/// <param name="inner">The parser's error.</param>
internal class InvalidRecordingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A newer program wrote the recording.</summary>
/// <param name="version">The version that its first line states.</param>
/// <param name="newest">The newest version that this program reads.</param>
internal sealed class NewerRecordingException(int version, int newest)
    : InvalidRecordingException($"it has recording version {version}, and this program reads versions 1 to {newest}. Use the newer pubsublab that made it.");
