using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>A message as Kombu writes it where a broker has no headers of AMQP: one JSON object, with the body in base64.</summary>
internal static class KombuEnvelope
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The envelope for one queue. It uses the default exchange, so a redelivery goes to this queue only.</summary>
    public static byte[] Write(CeleryMessage message, string queue) => Write(message, "", queue);

    /// <summary>The envelope for an exchange.</summary>
    public static byte[] Write(CeleryMessage message, string exchange, string routingKey)
    {
        using var stream = new MemoryStream((message.Body.Length * 4 / 3) + 1_024);
        using (var writer = new Utf8JsonWriter(stream, s_plain))
        {
            writer.WriteStartObject();
            writer.WriteBase64String("body", message.Body.Span);
            writer.WriteString("content-encoding", message.ContentEncoding);
            writer.WriteString("content-type", message.ContentType);
            writer.WritePropertyName("headers");
            message.Headers.WriteTo(writer);
            writer.WriteStartObject("properties");
            writer.WriteString("correlation_id", message.CorrelationId);
            writer.WriteString("reply_to", message.ReplyTo);
            writer.WriteNumber("delivery_mode", message.IsTransient ? 1 : 2);
            if (message.Expiration is { } expiration)
            {
                writer.WriteString("expiration", expiration);
            }

            writer.WriteStartObject("delivery_info");
            writer.WriteString("exchange", exchange);
            writer.WriteString("routing_key", routingKey);
            writer.WriteEndObject();
            writer.WriteNumber("priority", message.Priority ?? 0);
            writer.WriteString("body_encoding", "base64");
            writer.WriteString("delivery_tag", Guid.NewGuid());
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads an envelope.</summary>
    /// <exception cref="RefusedMessageException">It is none.</exception>
    public static CeleryMessage Read(ReadOnlyMemory<byte> payload)
    {
        var envelope = Parse(payload);
        var headers = envelope["headers"] as JsonObject;
        var properties = envelope["properties"] as JsonObject;
        var id = new CeleryMessage { Headers = headers ?? [], Body = default, CorrelationId = Text(properties ?? [], "correlation_id") }.TaskId;
        if (headers is null || properties is null || envelope["body"] is not JsonValue body || !body.TryGetValue<string>(out var text))
        {
            throw new RefusedMessageException("InvalidTaskError", "it has no 'body', 'headers' or 'properties': it is no envelope of Kombu's", id);
        }

        return new CeleryMessage
        {
            Headers = headers,
            Body = BodyOf(text, Text(properties, "body_encoding"), id),
            ContentType = Text(envelope, "content-type"),
            ContentEncoding = Text(envelope, "content-encoding"),
            CorrelationId = Text(properties, "correlation_id"),
            ReplyTo = Text(properties, "reply_to"),
            Expiration = Text(properties, "expiration") is { Length: > 0 } expiration ? expiration : null,
            Redelivered = headers["redelivered"] is JsonValue again && again.TryGetValue<bool>(out var redelivered) && redelivered,
            Priority = properties["priority"] is JsonValue value && value.TryGetValue<int>(out var priority) ? priority : null,
        };
    }

    /// <summary>The same envelope, marked as one that comes again.</summary>
    public static byte[] MarkRedelivered(JsonObject envelope)
    {
        if (envelope["headers"] is JsonObject headers)
        {
            headers["redelivered"] = true;
        }

        if (envelope["properties"]?["delivery_info"] is JsonObject info)
        {
            info["redelivered"] = true;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_plain))
        {
            envelope.WriteTo(writer);
        }

        return stream.ToArray();
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return OutsideJson.Parse(payload.Span) as JsonObject ?? throw new RefusedMessageException("InvalidTaskError", "it is JSON, but no envelope of Kombu's");
        }
        catch (FormatException e)
        {
            throw new RefusedMessageException("DecodeError", $"it {e.Message}: it is no envelope of Kombu's ({payload.Length:N0} bytes)");
        }
    }

    private static byte[] BodyOf(string text, string encoding, string? id)
    {
        switch (encoding)
        {
            case "":
                return System.Text.Encoding.UTF8.GetBytes(text);
            case "base64":
                try
                {
                    return Convert.FromBase64String(text);
                }
                catch (FormatException)
                {
                    throw new RefusedMessageException("DecodeError", "its body is not base64, though it says so", id);
                }

            default:
                throw new RefusedMessageException("DecodeError", $"its body_encoding is {TaskHeaders.Shown(encoding)}; only base64 is read", id);
        }
    }

    private static string Text(JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
