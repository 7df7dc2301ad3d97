using System.Text.Json;

namespace PubSubLab.Lab.Recordings;

/// <summary>The first line of a recording: the format and its version.</summary>
internal static class RecordingHeader
{
    /// <summary>A file without a header was recorded before versions were written, or exported as NDJSON.</summary>
    public const int VersionWithoutHeader = 1;

    private const int Newest = 2;
    private const string Format = "pubsublab-recording";

    /// <summary>The line that this program writes.</summary>
    public static string Line { get; } = $$"""{"format":"{{Format}}","version":{{Newest}}}""";

    /// <summary>The version that a line states; null where the line is no header.</summary>
    /// <exception cref="NewerRecordingException">A newer program wrote the file.</exception>
    public static int? VersionOf(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty("format", out var format) || !format.ValueEquals(Format))
        {
            return null;
        }

        var version = line.GetProperty("version").GetInt32();
        return version is > 0 and <= Newest
            ? version
            : throw new NewerRecordingException(version, Newest);
    }
}
