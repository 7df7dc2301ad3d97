using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>A message as Kombu writes it where a broker has no headers of AMQP: one JSON object, with the body in base64.</summary>
internal static class KombuEnvelope
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

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
        JsonObject envelope;
        try
        {
            envelope = JsonNode.Parse(payload.Span, documentOptions: s_strict) as JsonObject
                ?? throw new RefusedMessageException("InvalidTaskError", "it is JSON, but no envelope of Kombu's");
        }
        catch (JsonException)
        {
            throw new RefusedMessageException("DecodeError", $"it is not JSON, and so no envelope of Kombu's ({payload.Length:N0} bytes)");
        }

        if (envelope["headers"] is not JsonObject headers || envelope["properties"] is not JsonObject properties
            || envelope["body"] is not JsonValue body || !body.TryGetValue<string>(out var text))
        {
            throw new RefusedMessageException("InvalidTaskError", "it has no 'body', 'headers' or 'properties': it is no envelope of Kombu's");
        }

        return new CeleryMessage
        {
            Headers = headers,
            Body = BodyOf(text, Text(properties, "body_encoding")),
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

    private static byte[] BodyOf(string text, string encoding)
    {
        if (encoding != "base64")
        {
            return System.Text.Encoding.UTF8.GetBytes(text);
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new RefusedMessageException("DecodeError", "its body is not base64, though it says so");
        }
    }

    private static string Text(JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
