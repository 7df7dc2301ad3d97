using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// Reads messages from ProtoJSON with protobuf's own parser. The service takes more than that parser does:
/// <see cref="ProtoJsonEdits"/> rewrites the difference, and <see cref="ProtoJsonFault"/> finds the field of an error.
/// </summary>
internal static class ProtoJson
{
    private static readonly JsonParser s_parser = new(JsonParser.Settings.Default);

    /// <param name="type">The message's type.</param>
    /// <param name="json">UTF-8; nothing but blanks is the message without fields.</param>
    /// <param name="path">The message's place in the request, for errors.</param>
    public static IMessage Parse(MessageDescriptor type, ReadOnlyMemory<byte> json, string path)
    {
        var text = json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        if (!text.Span.ContainsAnyExcept(" \t\r\n"u8))
        {
            return Empty(type);
        }

        if (!Utf8.IsValid(text.Span))
        {
            throw ProtoJsonFault.Syntax("The body is not UTF-8.");
        }

        var plain = ProtoJsonEdits.Apply(type, text, path);
        return TryParse(type, plain, out var message, out var reason) ? message : throw ProtoJsonFault.Find(type, plain, path, reason);
    }

    public static IMessage Parse(MessageDescriptor type, JsonObject json) => Parse(type, JsonSerializer.SerializeToUtf8Bytes(json), "");

    public static IMessage Empty(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);

    public static bool TryParse(MessageDescriptor type, ReadOnlyMemory<byte> json, [NotNullWhen(true)] out IMessage? message, [NotNullWhen(false)] out string? reason)
    {
        var bytes = MemoryMarshal.TryGetArray(json, out var segment) ? segment : json.ToArray();
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false));
            message = s_parser.Parse(reader, type);
            reason = null;
            return true;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            message = null;
            reason = e.Message;
            return false;
        }
    }

    /// <summary>The field of a name in either style; null when there is none.</summary>
    public static FieldDescriptor? FindField(this MessageDescriptor type, string name) =>
        type.FindFieldByName(name) ?? type.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name);

    /// <summary>Whether a type has a form of its own in JSON, such as a duration.</summary>
    public static bool IsWellKnown(this MessageDescriptor type) => type.File.Package == "google.protobuf";
}
