using System.Text.Json;

namespace PubSubLab.Lab;

/// <summary>Explains an error in a JSON text.</summary>
internal static class JsonErrors
{
    /// <summary>The sentence for a text of one line that stands in a file.</summary>
    public static string SayOfLine(JsonException e) => $"{WithoutPlace(e)} (byte {e.BytePositionInLine + 1}).";

    /// <summary>What is wrong, on one line, without a place and a full stop.</summary>
    public static string WithoutPlace(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber", StringComparison.Ordinal);

        // The message repeats a part of the text, with its line breaks.
        return string.Join(' ', (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.').Split((char[]?)['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
    }
}
