using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// Rewrites the values that the service reads and protobuf's parser for C# does not: base64 for URLs or without padding, numbers and
/// lower case for enums in quotes, booleans in quotes, and masks with snake_case or blanks. Refuses unknown fields with their place.
/// Everything else stays as it is.
/// </summary>
internal sealed partial class ProtoJsonEdits
{
    private static readonly SearchValues<byte> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="u8);

    private const NumberStyles NumberFormat = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private readonly List<(int Start, int End, byte[] Text)> _edits = [];
    private readonly JsonPath _path;

    private ProtoJsonEdits(string path) => _path = new JsonPath(path);

    public static ReadOnlyMemory<byte> Apply(MessageDescriptor type, ReadOnlyMemory<byte> json, string path)
    {
        var edits = new ProtoJsonEdits(path);
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw ProtoJsonFault.NoObject(path);
            }

            edits.ReadMessage(ref reader, type);
            reader.Read();
        }
        catch (JsonException e)
        {
            throw ProtoJsonFault.Syntax(e);
        }

        return edits.Rewrite(json);
    }

    private ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> json)
    {
        if (_edits.Count == 0)
        {
            return json;
        }

        var text = new ArrayBufferWriter<byte>(json.Length + (_edits.Count * 8));
        var from = 0;
        foreach (var (start, end, replacement) in _edits)
        {
            text.Write(json.Span[from..start]);
            text.Write(replacement);
            from = end;
        }

        text.Write(json.Span[from..]);
        return text.WrittenMemory;
    }

    private void ReadMessage(ref Utf8JsonReader reader, MessageDescriptor type)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref reader);
            var field = type.FindField(name) ?? throw ProtoJsonFault.UnknownField(name, _path.ToString());
            reader.Read();
            _path.Enter(field.Name);
            ReadField(ref reader, field);
            _path.Leave();
        }
    }

    private void ReadField(ref Utf8JsonReader reader, FieldDescriptor field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when field.IsMap:
                var value = field.MessageType.FindFieldByNumber(2);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    CheckText(ref reader);
                    reader.Read();
                    ReadValue(ref reader, value);
                }

                break;
            case JsonTokenType.StartArray when field is { IsRepeated: true, IsMap: false }:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    _path.Index(i);
                    ReadValue(ref reader, field);
                }

                break;
            default:
                if (field.IsRepeated)
                {
                    reader.Skip();
                }
                else
                {
                    ReadValue(ref reader, field);
                }

                break;
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, FieldDescriptor field)
    {
        if (reader.TokenType == JsonTokenType.String && field.FieldType != FieldType.Bytes)
        {
            CheckText(ref reader);
        }

        switch (field.FieldType)
        {
            case FieldType.Message when reader.TokenType == JsonTokenType.StartObject && !field.MessageType.IsWellKnown():
                ReadMessage(ref reader, field.MessageType);
                break;
            case FieldType.Message when reader.TokenType == JsonTokenType.String && field.MessageType.Name == "FieldMask":
                Replace(ref reader, JsonSerializer.SerializeToUtf8Bytes(Mask(Text(ref reader))));
                break;
            case FieldType.Bytes when reader.TokenType == JsonTokenType.String:
                ReadBytes(ref reader);
                break;
            case FieldType.Bool when reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("true"u8) || reader.ValueTextEquals("false"u8)):
                Replace(ref reader, Encoding.UTF8.GetBytes(Text(ref reader)));
                break;
            case FieldType.Enum when reader.TokenType == JsonTokenType.String:
                ReadEnum(ref reader, field.EnumType);
                break;
            case FieldType.Enum when reader.TokenType == JsonTokenType.Number:
                ReadEnumNumber(ref reader, field.EnumType);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadBytes(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            var unescaped = new byte[text.Length];
            text = unescaped.AsSpan(0, CopyString(ref reader, unescaped));
        }

        if ((text.Length % 4 == 0 && !text.ContainsAny("-_"u8)) || text.ContainsAnyExcept(s_base64))
        {
            return;
        }

        text = text.TrimEnd("="u8);
        if (text.Length % 4 == 1)
        {
            return;
        }

        // Quotes, and padding to whole groups of four.
        var standard = new byte[((text.Length + 3) / 4 * 4) + 2];
        Array.Fill(standard, (byte)'=');
        standard[0] = standard[^1] = (byte)'"';
        var digits = standard.AsSpan(1, text.Length);
        text.CopyTo(digits);
        digits.Replace((byte)'-', (byte)'+');
        digits.Replace((byte)'_', (byte)'/');
        Replace(ref reader, standard);
    }

    private void ReadEnum(ref Utf8JsonReader reader, EnumDescriptor type)
    {
        var text = Text(ref reader);
        if (type.FindValueByName(text) is not null)
        {
            return;
        }

        var name = text.ToUpperInvariant().Replace('-', '_');
        if (type.FindValueByName(name) is not null)
        {
            Replace(ref reader, JsonSerializer.SerializeToUtf8Bytes(name));
        }
        else if (double.TryParse(text, NumberFormat, CultureInfo.InvariantCulture, out var number) && Find(type, number) is { } value)
        {
            Replace(ref reader, JsonSerializer.SerializeToUtf8Bytes(value.Number));
        }
    }

    private void ReadEnumNumber(ref Utf8JsonReader reader, EnumDescriptor type)
    {
        if (!reader.TryGetDouble(out var number) || Find(type, number) is null)
        {
            // The parser takes any number, and refuses the same as text: no value has such a name.
            Replace(ref reader, JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(reader.ValueSpan)));
        }
    }

    private static EnumValueDescriptor? Find(EnumDescriptor type, double number) =>
        double.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue ? type.FindValueByNumber((int)number) : null;

    private static string Mask(string text) =>
        string.Join(',', text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static path => SnakeStep().Replace(path, static step => step.Groups["letter"].Value.ToUpperInvariant())));

    private void Replace(ref Utf8JsonReader reader, byte[] text) => _edits.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed, text));

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ProtoJsonFault.HalfSurrogate();
        }
    }

    // Only an escape can be half a surrogate pair.
    private static void CheckText(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            Text(ref reader);
        }
    }

    private static int CopyString(ref Utf8JsonReader reader, Span<byte> to)
    {
        try
        {
            return reader.CopyString(to);
        }
        catch (InvalidOperationException)
        {
            throw ProtoJsonFault.HalfSurrogate();
        }
    }

    [GeneratedRegex("_(?<letter>[a-z0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SnakeStep();
}
