using System.Text;
using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Events, commands and replies as messages: a JSON object that need not outlive the broker.</summary>
internal static class PresenceMessages
{
    /// <summary>A message.</summary>
    public static CeleryMessage Create(JsonObject body, JsonObject headers) =>
        new() { Headers = headers, Body = Encoding.UTF8.GetBytes(body.ToJsonString()), IsTransient = true };

    /// <summary>The body; null where it is no JSON object.</summary>
    public static JsonObject? Read(CeleryMessage message) => ReadAny(message) as JsonObject;

    /// <summary>The body, an object or a list of them; null where it is no JSON.</summary>
    public static JsonNode? ReadAny(CeleryMessage message)
    {
        try
        {
            return message.ContentType == "application/json" ? OutsideJson.Parse(message.Body.Span) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>A moment as Celery counts it, in seconds.</summary>
    public static double Seconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).TotalSeconds;
}
