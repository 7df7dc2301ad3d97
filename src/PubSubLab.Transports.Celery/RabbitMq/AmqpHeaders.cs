using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>Headers and properties between AMQP's tables and the message that both brokers share.</summary>
internal static class AmqpHeaders
{
    /// <summary>A delivered message.</summary>
    /// <exception cref="RefusedMessageException">Its headers are nested too deep.</exception>
    public static CeleryMessage Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, bool redelivered) => new()
    {
        Headers = HeadersOf(properties),
        Body = body,
        Redelivered = redelivered,
        ContentType = properties.ContentType ?? "",
        ContentEncoding = properties.ContentEncoding ?? "",
        CorrelationId = properties.CorrelationId ?? "",
        ReplyTo = properties.ReplyTo ?? "",
        Priority = properties.IsPriorityPresent() ? properties.Priority : null,
        Expiration = properties.Expiration,
    };

    /// <summary>The properties to publish a message with.</summary>
    public static BasicProperties Write(CeleryMessage message)
    {
        var properties = new BasicProperties
        {
            Headers = ToTable(message.Headers),
            ContentType = message.ContentType,
            ContentEncoding = message.ContentEncoding,
            CorrelationId = message.CorrelationId,
            ReplyTo = message.ReplyTo,
            DeliveryMode = message.IsTransient ? DeliveryModes.Transient : DeliveryModes.Persistent,
        };
        if (message.Priority is { } priority)
        {
            properties.Priority = (byte)priority;
        }

        if (message.Expiration is { } expiration)
        {
            properties.Expiration = expiration;
        }

        return properties;
    }

    private static JsonObject HeadersOf(IReadOnlyBasicProperties properties)
    {
        var table = properties.Headers ?? new Dictionary<string, object?>();
        try
        {
            return ToJson(table, OutsideJson.MaxDepth);
        }
        catch (FormatException e)
        {
            var id = table.TryGetValue("id", out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : properties.CorrelationId;
            throw new RefusedMessageException("DecodeError", e.Message, id);
        }
    }

    private static JsonObject ToJson(IEnumerable<KeyValuePair<string, object?>> table, int levels)
    {
        var json = new JsonObject();
        foreach (var (name, value) in table)
        {
            json[name] = ToJson(value, levels - 1);
        }

        return json;
    }

    private static JsonNode? ToJson(object? value, int levels) => value switch
    {
        null => null,
        _ when levels < 0 => throw new FormatException($"its headers are nested deeper than {OutsideJson.MaxDepth} levels"),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        bool flag => flag,
        byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value),
        float or double => Convert.ToDouble(value),
        decimal number => number,
        AmqpTimestamp time => time.UnixTime,
        IDictionary<string, object?> table => ToJson((IEnumerable<KeyValuePair<string, object?>>)table, levels),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(one => ToJson(one, levels - 1))]),
        _ => value.ToString(),
    };

    private static Dictionary<string, object?> ToTable(JsonObject json) => json.ToDictionary(p => p.Key, p => ToAmqp(p.Value), StringComparer.Ordinal);

    private static object? ToAmqp(JsonNode? node) => node switch
    {
        null => null,
        JsonObject json => ToTable(json),
        JsonArray array => array.Select(ToAmqp).ToList(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => ToNumber(node.ToJsonString()),
            _ => node.GetValue<string>(),
        },
    };

    // Whole numbers stay whole: Python would count retries in fractions.
    private static object ToNumber(string text)
    {
        if (long.TryParse(text, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        return double.Parse(text, CultureInfo.InvariantCulture);
    }
}
