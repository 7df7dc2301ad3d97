using System.Text.Json;
using System.Text.Json.Nodes;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>An entry of <c>unacked</c>: an outstanding task, and its queue if its worker stays silent.</summary>
internal sealed record RedisUnacked(JsonObject Envelope, string Exchange, string RoutingKey)
{
    public static bool TryRead(ReadOnlyMemory<byte> value, out RedisUnacked unacked)
    {
        unacked = null!;
        try
        {
            if (JsonNode.Parse(value.Span) is JsonArray { Count: >= 3 } parts && parts[0] is JsonObject envelope)
            {
                unacked = new RedisUnacked(envelope, Text(parts[1]), Text(parts[2]));
                return true;
            }
        }
        catch (JsonException)
        {
            // Not an entry of Kombu's: ignored.
        }

        return false;
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
