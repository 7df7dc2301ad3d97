using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Schemas;

/// <summary>Checks Protocol Buffers data, binary and JSON (Protocol Buffers docs, "Encoding" and "ProtoJSON format").</summary>
internal sealed class ProtobufValidator : ISchemaValidator
{
    /// <summary>As deep as protobuf's own parsers go.</summary>
    private const int MaximumDepth = 100;

    private readonly ProtoMessage _message;

    private ProtobufValidator(ProtoMessage message) => _message = message;

    public static ProtobufValidator Parse(string definition) => new(ProtoDefinition.Parse(definition));

    public string? Check(ReadOnlyMemory<byte> data, Encoding encoding)
    {
        if (encoding != Encoding.Json)
        {
            return CheckBinary(data.Span, _message, 1);
        }

        try
        {
            using var json = JsonDocument.Parse(data);
            return CheckMessage(json.RootElement, _message);
        }
        catch (JsonException e)
        {
            return $"it is not JSON: {e.Message}";
        }
        catch (InvalidOperationException)
        {
            // JSON can write half of a surrogate pair, which is found only where the text is read.
            return "it has a text that is not Unicode";
        }
    }

    private static string? CheckBinary(ReadOnlySpan<byte> bytes, ProtoMessage message, int depth)
    {
        if (depth > MaximumDepth)
        {
            return $"it is nested deeper than {MaximumDepth} messages";
        }

        var seen = new HashSet<ProtoField>();
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (message[reader.Field] is not { } field)
            {
                continue;
            }

            seen.Add(field);
            var isBytes = field.Kind is ProtoKind.Message or ProtoKind.String or ProtoKind.Bytes;
            // Numbers of a repeated field may be packed into bytes.
            if (reader.IsBytes != isBytes && !(reader.IsBytes && field.IsRepeated))
            {
                return $"field {message.Name}.{field.Name} has another wire type";
            }

            if (field.Kind == ProtoKind.String && !Utf8.IsValid(reader.Value))
            {
                return $"field {message.Name}.{field.Name} is not UTF-8";
            }

            if (field.Message is not null && CheckBinary(reader.Value, field.Message, depth + 1) is { } inner)
            {
                return inner;
            }
        }

        return reader.Failed ? $"it is not a serialised {message.Name}" : message.Missing(seen);
    }

    private static string? CheckMessage(JsonElement json, ProtoMessage message)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return $"{message.Name} is a JSON object, not {json.ValueKind}";
        }

        var seen = new HashSet<ProtoField>();
        foreach (var property in json.EnumerateObject())
        {
            if (message[property.Name] is not { } field)
            {
                return $"{message.Name} has no field \"{property.Name}\"";
            }

            seen.Add(field);
            if (CheckField(property.Value, field) is { } wrong)
            {
                return wrong;
            }
        }

        return message.Missing(seen);
    }

    private static string? CheckField(JsonElement value, ProtoField field)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (field.IsMap)
        {
            var values = field.Message![2]!;
            return value.ValueKind == JsonValueKind.Object
                ? value.EnumerateObject().Select(entry => CheckValue(entry.Value, values)).FirstOrDefault(static wrong => wrong is not null)
                : $"{field.Name} is a JSON object";
        }

        if (field.IsRepeated)
        {
            return value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select(item => CheckValue(item, field)).FirstOrDefault(static wrong => wrong is not null)
                : $"{field.Name} is a JSON array";
        }

        return CheckValue(value, field);
    }

    private static string? CheckValue(JsonElement value, ProtoField field) => field.Kind switch
    {
        ProtoKind.Message => CheckMessage(value, field.Message!),
        ProtoKind.String => value.ValueKind == JsonValueKind.String && value.GetString() is not null ? null : $"{field.Name} is a string",
        ProtoKind.Bytes => value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out _) ? null : $"{field.Name} is base64",
        ProtoKind.Bool => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{field.Name} is true or false",
        ProtoKind.Enum => IsEnum(value, field) ? null : $"{field.Name} is one of its enum's values",
        ProtoKind.Real => IsNumber(value) ? null : $"{field.Name} is a number",
        _ => IsInteger(value) ? null : $"{field.Name} is a whole number",
    };

    private static bool IsEnum(JsonElement value, ProtoField field) =>
        value.ValueKind == JsonValueKind.String ? field.Values!.Contains(value.GetString()!)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _);

    private static bool IsNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ||
        (value.ValueKind == JsonValueKind.String && (value.GetString() is "NaN" or "Infinity" or "-Infinity" ||
            double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out _)));

    private static bool IsInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.TryGetDouble(out var number) && number == Math.Truncate(number)
        : value.ValueKind == JsonValueKind.String && decimal.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
