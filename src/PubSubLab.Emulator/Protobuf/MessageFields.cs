using System.Text;

namespace PubSubLab.Emulator.Protobuf;

/// <summary>Reads and builds serialised PubsubMessages (fields: 1 data, 2 attributes, 3 message_id, 4 publish_time, 5 ordering_key).</summary>
internal static class MessageFields
{
    public const int Data = 1;
    public const int Attributes = 2;
    public const int MessageId = 3;
    public const int PublishTime = 4;
    public const int OrderingKey = 5;

    /// <summary>The ordering key's UTF-8 bytes, empty when there is none. The last one counts, as in protobuf.</summary>
    public static ReadOnlySpan<byte> FindOrderingKey(ReadOnlySpan<byte> wire)
    {
        ReadOnlySpan<byte> key = default;
        var reader = new WireReader(wire);
        while (reader.Read())
        {
            if (reader.Field == OrderingKey && reader.IsBytes)
            {
                key = reader.Value;
            }
        }

        return key;
    }

    public static ReadOnlyMemory<byte> FindData(byte[] wire)
    {
        ReadOnlyMemory<byte> data = default;
        var reader = new WireReader(wire);
        while (reader.Read())
        {
            if (reader.Field == Data && reader.IsBytes)
            {
                data = wire.AsMemory(reader.Start, reader.Value.Length);
            }
        }

        return data;
    }

    /// <summary>Splits one entry of the attribute map into key and value.</summary>
    public static bool TryReadAttribute(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        var reader = new WireReader(entry);
        while (reader.Read())
        {
            if (reader.IsBytes && reader.Field == 1)
            {
                key = reader.Value;
            }
            else if (reader.IsBytes && reader.Field == 2)
            {
                value = reader.Value;
            }
        }

        return !reader.Failed;
    }

    /// <summary>
    /// The message as it is stored: what the publisher sent, then the id and the publish time. Protobuf lets the parts of a
    /// message be concatenated, so nothing is parsed. <paramref name="body"/> has none of the two fields.
    /// </summary>
    public static byte[] Complete(ReadOnlySpan<byte> body, long id, long publishTime)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = id.TryFormat(digits, out var idLength);
        var sinceEpoch = publishTime - DateTime.UnixEpoch.Ticks;
        var seconds = Math.DivRem(sinceEpoch, TimeSpan.TicksPerSecond, out var rest);
        var nanos = (ulong)rest * 100;
        var timeLength = 1 + WireWriter.VarintLength((ulong)seconds) + (nanos == 0 ? 0 : 1 + WireWriter.VarintLength(nanos));

        var wire = GC.AllocateUninitializedArray<byte>(body.Length + 2 + idLength + 2 + timeLength);
        body.CopyTo(wire);
        var at = body.Length;
        wire[at++] = (MessageId << 3) | 2;
        wire[at++] = (byte)idLength;
        digits[..idLength].CopyTo(wire.AsSpan(at));
        at += idLength;
        wire[at++] = (PublishTime << 3) | 2;
        wire[at++] = (byte)timeLength;
        wire[at++] = 1 << 3;
        at += WireWriter.WriteVarint(wire.AsSpan(at), (ulong)seconds);
        if (nanos != 0)
        {
            wire[at++] = 2 << 3;
            WireWriter.WriteVarint(wire.AsSpan(at), nanos);
        }

        return wire;
    }

    /// <summary>Adds an attribute to the end of a message that is being built.</summary>
    public static void AppendAttribute(List<byte> body, string key, string value)
    {
        var keyBytes = Encoding.UTF8.GetBytes(key);
        var valueBytes = Encoding.UTF8.GetBytes(value);
        var length = 1 + WireWriter.VarintLength((ulong)keyBytes.Length) + keyBytes.Length + 1 + WireWriter.VarintLength((ulong)valueBytes.Length) + valueBytes.Length;
        body.Add(WireWriter.BytesField2);
        AppendVarint(body, length);
        AppendBytes(body, WireWriter.BytesField1, keyBytes);
        AppendBytes(body, WireWriter.BytesField2, valueBytes);
    }

    /// <summary>The attributes and the ordering key, as a serialised PubsubMessage.</summary>
    public static byte[] Head(ReadOnlySpan<byte> wire)
    {
        var length = 0;
        Span<byte> none = default;
        CopyHead(wire, none, ref length);
        var head = length == 0 ? [] : new byte[length];
        length = 0;
        CopyHead(wire, head, ref length);
        return head;
    }

    /// <summary>Copies the fields that a publisher may set, without id, time and anything unknown.</summary>
    public static List<byte> CopyPublisherFields(ReadOnlySpan<byte> wire)
    {
        var body = new List<byte>(wire.Length);
        var from = 0;
        var reader = new WireReader(wire);
        while (reader.Read())
        {
            if (reader is { IsBytes: true, Field: Data or Attributes or OrderingKey })
            {
                body.AddRange(wire[from..reader.Position]);
            }

            from = reader.Position;
        }

        return body;
    }

    // Without a target it only counts.
    private static void CopyHead(ReadOnlySpan<byte> wire, Span<byte> head, ref int length)
    {
        var from = 0;
        var reader = new WireReader(wire);
        while (reader.Read())
        {
            if (reader is { IsBytes: true, Field: Attributes or OrderingKey })
            {
                var field = wire[from..reader.Position];
                if (!head.IsEmpty)
                {
                    field.CopyTo(head[length..]);
                }

                length += field.Length;
            }

            from = reader.Position;
        }
    }

    private static void AppendBytes(List<byte> body, byte tag, byte[] value)
    {
        body.Add(tag);
        AppendVarint(body, value.Length);
        body.AddRange(value);
    }

    private static void AppendVarint(List<byte> body, int value)
    {
        Span<byte> varint = stackalloc byte[10];
        body.AddRange(varint[..WireWriter.WriteVarint(varint, (ulong)value)]);
    }
}
