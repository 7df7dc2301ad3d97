using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Redis;

/// <summary>An entry of <c>unacked</c>: an outstanding task, and its queue if its worker stays silent.</summary>
/// <param name="Payload">The task as it is to come again: marked as redelivered, or as it was where that cannot be written.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Exchange">Its exchange.</param>
/// <param name="RoutingKey">Its routing key.</param>
internal sealed record RedisUnacked(byte[] Payload, int Priority, string Exchange, string RoutingKey)
{
    // Redis decodes JSON to this depth (cjson), and books nothing that is deeper.
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1_001 };

    public static bool TryRead(ReadOnlyMemory<byte> value, out RedisUnacked unacked)
    {
        unacked = null!;
        try
        {
            using var document = JsonDocument.Parse(value, s_deep);
            if (document.RootElement is { ValueKind: JsonValueKind.Array } parts && parts.GetArrayLength() >= 3 && parts[0].ValueKind == JsonValueKind.Object)
            {
                unacked = new RedisUnacked(Mark(JsonMarshal.GetRawUtf8Value(parts[0])), PriorityOf(parts[0]), Text(parts[1]), Text(parts[2]));
                return true;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not an entry of Kombu's, or one with a text that is none.
        }

        return false;
    }

    private static byte[] Mark(ReadOnlySpan<byte> envelope)
    {
        try
        {
            return OutsideJson.Parse(envelope) is JsonObject whole ? KombuEnvelope.MarkRedelivered(whole) : envelope.ToArray();
        }
        catch (FormatException)
        {
            // Its worker refuses it, and says why.
            return envelope.ToArray();
        }
    }

    private static int PriorityOf(JsonElement envelope) =>
        envelope.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("priority", out var priority) && priority.ValueKind == JsonValueKind.Number && priority.TryGetInt32(out var number)
            ? number
            : 0;

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
}
