using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>
/// Reads JSON that any program may have written. The parser of .NET finds some faults only when a part is looked at: text that is not UTF-8,
/// half a surrogate pair, a name twice. Here they are found at once.
/// </summary>
internal static class OutsideJson
{
    /// <summary>The deepest nesting that is read. Python's parser ends at about a thousand.</summary>
    public const int MaxDepth = 500;

    private static readonly JsonDocumentOptions s_any = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonReaderOptions s_deep = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads a value. A name that stands twice in one object is refused.</summary>
    /// <exception cref="FormatException">It cannot be read. The message is the second half of a sentence, such as "is not JSON".</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        CheckText(json);
        try
        {
            return JsonNode.Parse(json, documentOptions: s_strict);
        }
        catch (JsonException e)
        {
            throw new FormatException(WhyNot(json), e);
        }
    }

    /// <summary>Reads a value and keeps it as it was written. A name may stand twice in one object.</summary>
    /// <exception cref="FormatException">As above.</exception>
    public static JsonDocument Read(ReadOnlyMemory<byte> json)
    {
        CheckText(json.Span);
        try
        {
            return JsonDocument.Parse(json, s_any);
        }
        catch (JsonException e)
        {
            throw new FormatException(WhyNot(json.Span), e);
        }
    }

    private static void CheckText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new FormatException("is not UTF-8");
        }

        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, s_deep);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException(@"has half a surrogate pair (\ud800 to \udfff), which is no character", e);
        }
        catch (JsonException)
        {
            // The parser says so.
        }
    }

    private static string WhyNot(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, s_deep);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxDepth)
                {
                    return $"is nested deeper than {MaxDepth} levels";
                }
            }

            return "has a name twice in one object";
        }
        catch (JsonException)
        {
            // Python writes them.
            var rest = json[(int)reader.BytesConsumed..].TrimStart(" ,:\n-"u8);
            return rest.StartsWith("NaN"u8) || rest.StartsWith("Infinity"u8) ? "is not JSON, which has no NaN and no Infinity" : "is not JSON";
        }
    }
}
