using System.Buffers;
using System.Text.Json;

namespace PubSubLab.Lab;

/// <summary>Explains an error in a JSON text.</summary>
internal static class JsonErrors
{
    private const int MostQuoted = 20;

    private static readonly SearchValues<char> s_wordEnds = SearchValues.Create(" \n\r\t,]}");

    /// <summary>The sentence for a text of one line that stands in a file.</summary>
    public static string SayOfLine(JsonException e) => $"{WithoutPlace(e)} (byte {e.BytePositionInLine + 1}).";

    /// <summary>The error on one line, without a place and a full stop.</summary>
    public static string WithoutPlace(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber", StringComparison.Ordinal);
        var message = (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');

        if (message.StartsWith("'0x0A' is invalid within a JSON string", StringComparison.Ordinal))
        {
            return "A line ends inside a string; close it with \", or write \\n for a line break";
        }

        // The message repeats the text from the wrong word on, all of it.
        var quoted = message.StartsWith('\'') ? message.LastIndexOf("' is ", StringComparison.Ordinal) : -1;
        var word = quoted > 0 ? message.AsSpan(1, quoted - 1).IndexOfAny(s_wordEnds) : -1;
        return word <= 0 ? message.ReplaceLineEndings(" ") : $"'{message.Substring(1, Math.Min(word, MostQuoted))}{message[quoted..]}";
    }
}
