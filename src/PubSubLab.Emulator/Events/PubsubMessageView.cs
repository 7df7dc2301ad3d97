using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator;

/// <summary>A message as the emulator holds it; read out of its serialised form when asked for.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PubsubMessageView
{
    /// <summary>Number of characters, or of bytes, of data that a text shows.</summary>
    private const int Shown = 60;

    private readonly byte[] _wire;
    private readonly long _id;
    private readonly long _publishTime;
    private Dictionary<string, string>? _attributes;

    /// <summary>A view of a serialised PubsubMessage.</summary>
    internal PubsubMessageView(byte[] wire, long id, long publishTime) => (_wire, _id, _publishTime) = (wire, id, publishTime);

    /// <summary>The message id that the server gave.</summary>
    public string MessageId => _id.ToString();

    /// <summary>When the server got it.</summary>
    public DateTimeOffset PublishTime => new(_publishTime, TimeSpan.Zero);

    /// <summary>The data, not copied.</summary>
    public ReadOnlyMemory<byte> Data => MessageFields.FindData(_wire);

    /// <summary>The ordering key; empty when there is none.</summary>
    public string OrderingKey => Encoding.UTF8.GetString(MessageFields.FindOrderingKey(_wire));

    /// <summary>The attributes.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes ??= Read(_wire);

    /// <summary>The message in a line: <c>message 3 "hello", ordering key "a", region: "eu"</c>. Data that is not UTF-8 is shown in hexadecimal.</summary>
    public override string ToString() => string.Join(", ",
    [
        $"message {MessageId} {Show(Data.Span)}",
        .. OrderingKey is { Length: > 0 } key ? [$"ordering key {Quote(key)}"] : Array.Empty<string>(),
        .. Attributes.OrderBy(static a => a.Key, StringComparer.Ordinal).Select(static a => $"{a.Key}: {Quote(a.Value)}"),
    ]);

    /// <summary>The serialised PubsubMessage, not copied.</summary>
    internal ReadOnlySpan<byte> Wire => _wire;

    private static string Show(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return "without data";
        }

        if (!Utf8.IsValid(data))
        {
            return $"{data.Length} {(data.Length == 1 ? "byte" : "bytes")} 0x{Convert.ToHexString(data[..Math.Min(data.Length, Shown / 2)])}{(data.Length > Shown / 2 ? "…" : "")}";
        }

        // Four bytes are the longest character.
        var text = Encoding.UTF8.GetString(data[..Math.Min(data.Length, (Shown + 1) * 4)]);
        return text.Length <= Shown ? Quote(text) : $"{Quote(text[..(char.IsHighSurrogate(text[Shown - 1]) ? Shown - 1 : Shown)])}… ({data.Length} bytes)";
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static Dictionary<string, string> Read(byte[] wire)
    {
        var attributes = new Dictionary<string, string>();
        var reader = new WireReader(wire);
        while (reader.Read())
        {
            if (reader is { Field: MessageFields.Attributes, IsBytes: true } &&
                MessageFields.TryReadAttribute(reader.Value, out var key, out var value))
            {
                attributes[Encoding.UTF8.GetString(key)] = Encoding.UTF8.GetString(value);
            }
        }

        return attributes;
    }
}
