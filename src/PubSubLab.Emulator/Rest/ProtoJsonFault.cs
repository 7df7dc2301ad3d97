using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Rest;

/// <summary>The errors of JSON, in the words of the service, with the field and its rule.</summary>
internal static class ProtoJsonFault
{
    private const string Payload = "Invalid JSON payload received.";

    public static RpcException UnknownField(string name, string path)
    {
        var known = Fail.Shorten(name);
        return Because(path, path.Length == 0
            ? $"{Payload} Unknown name \"{known}\": Cannot find field."
            : $"{Payload} Unknown name \"{known}\" at '{path}': Cannot find field.");
    }

    public static RpcException UnknownParameter(string name, string step) =>
        Because("", $"{Payload} Unknown name \"{Fail.Shorten(name)}\": Cannot bind query parameter. Field '{Fail.Shorten(step)}' could not be found in request message.");

    public static RpcException ParameterIsMessage(string name) =>
        Because("", $"{Payload} Unknown name \"{Fail.Shorten(name)}\": Cannot bind query parameter. '{Fail.Shorten(name)}' is a message type. Name one of its fields, as in {Fail.Shorten(name)}.FIELD.");

    public static RpcException NoObject(string path) =>
        Because(path, $"{Payload} Unknown name \"{path}\": Root element must be a message. Send an object, such as {{}}.");

    public static RpcException Syntax(string sentence) => Because("", $"{Payload} {sentence}");

    public static RpcException HalfSurrogate() => Syntax("A string has one half of a surrogate pair.");

    public static RpcException Syntax(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var place = string.Create(CultureInfo.InvariantCulture, $" It is at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.");
        return Syntax(Fail.Shorten(end < 0 ? e.Message : e.Message[..end]) + place);
    }

    /// <summary>Finds the field that the parser refused: the first whose value alone is refused too.</summary>
    /// <param name="type">The type that did not fit.</param>
    /// <param name="json">The JSON that the parser refused.</param>
    /// <param name="path">The message's place in the request.</param>
    /// <param name="reason">The parser's own reason, for what no single field explains.</param>
    public static RpcException Find(MessageDescriptor type, ReadOnlyMemory<byte> json, string path, string reason)
    {
        using var document = JsonDocument.Parse(json);
        return InMessage(type, document.RootElement, path) ?? Because(path, $"{Payload} {Fail.Shorten(reason)}{(reason.EndsWith('.') ? "" : ".")}");
    }

    private static RpcException? InMessage(MessageDescriptor type, JsonElement json, string path)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (type.FindField(property.Name) is { } field && !Fits(type, field, property.Value.GetRawText()))
            {
                return InField(type, field, property.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}");
            }
        }

        return null;
    }

    private static RpcException InField(MessageDescriptor type, FieldDescriptor field, JsonElement json, string path)
    {
        if (field.IsMap && json.ValueKind == JsonValueKind.Object)
        {
            var entry = json.EnumerateObject().First(entry => !Fits(type, field, $"{{{JsonSerializer.Serialize(entry.Name)}:{entry.Value.GetRawText()}}}"));
            return InValue(field.MessageType.FindFieldByNumber(2), entry.Value, $"{path}[\"{Fail.Shorten(entry.Name)}\"]");
        }

        if (field is { IsRepeated: true, IsMap: false } && json.ValueKind == JsonValueKind.Array)
        {
            var (index, element) = json.EnumerateArray().Index().First(element => !Fits(type, field, $"[{element.Item.GetRawText()}]"));
            return InValue(field, element, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"));
        }

        return field.IsRepeated ? Invalid(path, field, json, field.IsMap ? "It must be an object" : "It must be an array") : InValue(field, json, path);
    }

    private static RpcException InValue(FieldDescriptor field, JsonElement json, string path) =>
        (field.FieldType == FieldType.Message && json.ValueKind == JsonValueKind.Object && !field.MessageType.IsWellKnown() ? InMessage(field.MessageType, json, path) : null)
        ?? Invalid(path, field, json, Rule(field));

    private static bool Fits(MessageDescriptor type, FieldDescriptor field, string json) =>
        ProtoJson.TryParse(type, Encoding.UTF8.GetBytes($"{{\"{field.JsonName}\":{json}}}"), out _, out _);

    private static RpcException Invalid(string path, FieldDescriptor field, JsonElement json, string rule) =>
        Because(path, $"Invalid value at '{path}' ({Kind(field)}), {Fail.Shorten(json.GetRawText())}. {rule}.");

    // As the service names types.
    private static string Kind(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => $"type.googleapis.com/{field.MessageType.FullName}",
        FieldType.Enum => $"type.googleapis.com/{field.EnumType.FullName}",
        var scalar => $"TYPE_{scalar.ToString().ToUpperInvariant()}",
    };

    private static string Rule(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bool => "It must be true or false",
        FieldType.String => "It must be a string",
        FieldType.Bytes => "Base64 decoding failed; it must be a string in base64",
        FieldType.Enum => $"It must be {string.Join(", ", field.EnumType.Values.Select(static v => v.Name))} or the number of one of them",
        FieldType.Double or FieldType.Float => "It must be a number",
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => $"It must be a whole number from {int.MinValue} to {int.MaxValue}",
        FieldType.UInt32 or FieldType.Fixed32 => $"It must be a whole number from 0 to {uint.MaxValue}",
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => $"It must be a whole number from {long.MinValue} to {long.MaxValue}",
        FieldType.UInt64 or FieldType.Fixed64 => $"It must be a whole number from 0 to {ulong.MaxValue}",
        _ => field.MessageType.Name switch
        {
            nameof(Duration) => "It must be a number of seconds with an s, such as \"600s\" or \"1.5s\"",
            nameof(Timestamp) => "It must be a time as in RFC 3339, such as \"2026-01-31T12:00:00Z\"",
            nameof(FieldMask) => "It must be names of fields with commas between them, such as \"labels,retryPolicy\"",
            _ => "It must be an object",
        },
    };

    private static RpcException Because(string field, string sentence) =>
        new Google.Rpc.Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = sentence,
            Details = { Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = sentence } } }) },
        }.ToRpcException();
}
