using System.Text;
using System.Text.Json;

namespace PubSubLab.Lab.Publishing;

/// <summary>The first mistake in a task's JSON, at its place in the text as written.</summary>
/// <param name="At">Index of the character; the text's length where something is missing at its end.</param>
/// <param name="Length">Number of characters, at least 1.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in its line, from 1.</param>
/// <param name="Says">The mistake in words.</param>
public sealed record TaskProblem(int At, int Length, int Line, int Column, string Says)
{
    /// <summary>The sentence with its place.</summary>
    public string Sentence => $"line {Line}, column {Column}: {Says}";

    /// <summary>Checks UTF-8 text.</summary>
    /// <returns>The exception; null for one JSON value.</returns>
    internal static JsonException? Check(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            while (reader.Read())
            {
                // Reading to the end is the check.
            }

            return null;
        }
        catch (JsonException e)
        {
            return e;
        }
    }

    /// <summary>Finds the place in the text as written.</summary>
    internal static TaskProblem Of(JsonException e, string written, string filled, byte[] utf8, IReadOnlyList<PlaceholderValues.Filled> places)
    {
        var at = IndexOf(e, filled, utf8);
        var (was, length) = (at, 1);
        foreach (var place in places)
        {
            if (at < place.At)
            {
                break;
            }

            (was, length) = at < place.At + Math.Max(1, place.Length) ? (place.Was, place.WasLength) : (at - (place.At + place.Length) + place.Was + place.WasLength, 1);
        }

        was = Math.Min(was, written.Length);
        if (length == 1)
        {
            // A word is wrong as a whole, also where only its end is.
            var end = was;
            while (was > 0 && char.IsAsciiLetter(written[was - 1]) && e.Message.Contains("invalid JSON literal", StringComparison.Ordinal))
            {
                was--;
            }

            while (end < written.Length && char.IsAsciiLetter(written[end]))
            {
                end++;
            }

            length = Math.Max(end - was, was + 1 < written.Length && char.IsSurrogatePair(written, was) ? 2 : 1);
        }

        var start = was == 0 ? 0 : written.LastIndexOf('\n', was - 1) + 1;
        return new TaskProblem(was, length, 1 + written.AsSpan(0, start).Count('\n'), was - start + 1, JsonErrors.WithoutPlace(e));
    }

    private static int IndexOf(JsonException e, string filled, byte[] utf8)
    {
        var start = 0;
        for (var line = e.LineNumber ?? 0; line > 0 && utf8.AsSpan(start).IndexOf((byte)'\n') is var next and >= 0; line--)
        {
            start += next + 1;
        }

        var end = (int)Math.Min(start + (e.BytePositionInLine ?? 0), utf8.Length);
        return Math.Min(Encoding.UTF8.GetCharCount(utf8, 0, end), filled.Length);
    }
}
