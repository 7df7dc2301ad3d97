using System.Text;
using System.Text.Unicode;
using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Wire;

/// <summary>
/// Checks a serialised google.pubsub.v1.PublishRequest and slices its messages out (limits: Pub/Sub docs, "Quotas and
/// limits", resource limits).
/// </summary>
internal static class PublishRequestReader
{
    public const int MaximumMessages = 1000;
    public const int MaximumBytes = 10_000_000;
    public const int MaximumAttributes = 100;
    public const int MaximumKeyBytes = 256;
    public const int MaximumValueBytes = 1024;
    public const int MaximumOrderingKeyBytes = 1024;

    private static ReadOnlySpan<byte> Reserved => "goog"u8;

    private static ReadOnlySpan<byte> ReservedForClients => "googclient_"u8;

    /// <summary>The topic's name as it stands there, unchecked; empty where the bytes are no request.</summary>
    public static string Topic(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> topic = default;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader is { Field: 1, IsBytes: true })
            {
                topic = reader.Value;
            }
        }

        return Encoding.UTF8.GetString(topic);
    }

    /// <summary>Gives the topic's name, and the messages in <paramref name="batch"/>, which refers to <paramref name="buffer"/>.</summary>
    public static string Read(byte[] buffer, int length, PublishBatch batch)
    {
        batch.Reset(buffer);
        var bytes = buffer.AsSpan(0, length);
        ReadOnlySpan<byte> topic = default;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader is { Field: 1, IsBytes: true })
            {
                topic = reader.Value;
            }
            else if (reader is { Field: 2, IsBytes: true })
            {
                batch.Add(reader.Start, reader.Value.Length);
            }
        }

        if (reader.Failed)
        {
            throw Fail.Invalid("The request is not a google.pubsub.v1.PublishRequest.");
        }

        var name = Encoding.UTF8.GetString(topic);
        ResourceName.Check("topic", name, "topics");
        if (batch.Count == 0)
        {
            throw Fail.Invalid("messages is empty: a publish request has at least one message.");
        }

        if (batch.Count > MaximumMessages)
        {
            throw Fail.Invalid($"The value for message_count is too large: messages has {batch.Count} messages, and a publish request has at most {MaximumMessages}.");
        }

        if (length > MaximumBytes + topic.Length + (batch.Count * 5))
        {
            throw Fail.Invalid($"The request is too large: it has {length} bytes, and a publish request has at most {MaximumBytes}.");
        }

        var key = CheckMessage(batch, 0);
        for (var i = 1; i < batch.Count; i++)
        {
            // google.pubsub.v1.PubsubMessage.ordering_key: one key a request. The service answers with this code.
            if (!CheckMessage(batch, i).SequenceEqual(key))
            {
                throw Fail.Precondition(
                    $"messages[{i}].ordering_key is not that of messages[0]: all messages of a publish request have the same ordering key, or none has one; send a request for each key.");
            }
        }

        return name;
    }

    /// <summary>Checks a message that was made here.</summary>
    /// <returns>The reason why the service does not carry it; null where it does.</returns>
    public static string? Problem(byte[] body)
    {
        var batch = new PublishBatch();
        batch.Reset(body);
        batch.Add(0, body.Length);
        try
        {
            CheckMessage(batch, 0);
            return null;
        }
        catch (RpcException e)
        {
            return e.Status.Detail.Replace("messages[0]", "it", StringComparison.Ordinal).TrimEnd('.');
        }
    }

    /// <summary>Checks a message and gives its ordering key.</summary>
    private static ReadOnlySpan<byte> CheckMessage(PublishBatch batch, int index)
    {
        var body = batch[index];
        if (body.Length > MaximumBytes)
        {
            throw Fail.Invalid($"messages[{index}] is too large: it has {body.Length} bytes, and a message has at most {MaximumBytes}.");
        }

        var hasData = false;
        var hasOthers = false;
        var attributes = 0;
        ReadOnlySpan<byte> key = default;
        var reader = new WireReader(body);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case MessageFields.Data when reader.IsBytes:
                    hasData = reader.Value.Length > 0;
                    break;
                case MessageFields.Attributes when reader.IsBytes:
                    attributes++;
                    CheckAttribute(reader.Value, index);
                    break;
                case MessageFields.OrderingKey when reader.IsBytes:
                    key = reader.Value;
                    CheckOrderingKey(key, index);
                    break;
                default:
                    hasOthers = true;
                    break;
            }
        }

        if (reader.Failed)
        {
            throw Fail.Invalid($"messages[{index}] is not a google.pubsub.v1.PubsubMessage.");
        }

        if (!hasData && attributes == 0)
        {
            throw Fail.Invalid($"messages[{index}] is empty: a message has data or at least one attribute.");
        }

        if (attributes > MaximumAttributes)
        {
            throw Fail.Invalid($"messages[{index}].attributes has {attributes} entries: a message has at most {MaximumAttributes}.");
        }

        if (hasOthers)
        {
            // A publisher's own message_id and publish_time are not kept, and neither is anything unknown.
            batch.Rebuilt[index] = [.. MessageFields.CopyPublisherFields(body)];
        }

        return key;
    }

    private static void CheckAttribute(ReadOnlySpan<byte> entry, int index)
    {
        if (!MessageFields.TryReadAttribute(entry, out var key, out var value) || !Utf8.IsValid(key) || !Utf8.IsValid(value))
        {
            throw Fail.Invalid($"messages[{index}].attributes has an entry that is not a pair of UTF-8 strings.");
        }

        if (key.Length is 0 or > MaximumKeyBytes)
        {
            throw Fail.Invalid($"messages[{index}].attributes has a key of {key.Length} bytes: a key has 1 to {MaximumKeyBytes}.");
        }

        if (key.StartsWith(Reserved) && !key.StartsWith(ReservedForClients))
        {
            throw Fail.Invalid($"messages[{index}].attributes has the key \"{Encoding.UTF8.GetString(key)}\": a key does not start with \"goog\".");
        }

        if (value.Length > MaximumValueBytes)
        {
            throw Fail.Invalid(
                $"messages[{index}].attributes[\"{Encoding.UTF8.GetString(key)}\"] has {value.Length} bytes: a value has at most {MaximumValueBytes}.");
        }
    }

    private static void CheckOrderingKey(ReadOnlySpan<byte> key, int index)
    {
        if (key.Length > MaximumOrderingKeyBytes)
        {
            throw Fail.Invalid($"messages[{index}].ordering_key has {key.Length} bytes: it has at most {MaximumOrderingKeyBytes}.");
        }

        if (!Utf8.IsValid(key))
        {
            throw Fail.Invalid($"messages[{index}].ordering_key is not UTF-8.");
        }
    }
}
