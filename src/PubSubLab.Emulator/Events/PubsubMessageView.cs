using System.Text;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator;

/// <summary>A message as the emulator holds it; read out of its serialised form when asked for.</summary>
public sealed class PubsubMessageView
{
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
