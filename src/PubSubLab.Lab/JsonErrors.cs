using System.Text.Json;

namespace PubSubLab.Lab;

/// <summary>Explains an error in a JSON text.</summary>
internal static class JsonErrors
{
    /// <summary>The sentence, with where it is wrong as people count, from 1.</summary>
    public static string Say(JsonException e) => Say(e, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");

    /// <summary>The sentence for a text of one line that stands in a file.</summary>
    public static string SayOfLine(JsonException e) => Say(e, $"byte {e.BytePositionInLine + 1}");

    private static string Say(JsonException e, string where)
    {
        var end = e.Message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return end < 0 ? e.Message : $"{e.Message[..end].TrimEnd('.')} ({where}).";
    }
}
