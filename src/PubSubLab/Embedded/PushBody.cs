using System.Text.Json;
using PubSubLab.Handlers;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>Reads the body of a push request (Pub/Sub docs, Push subscriptions, "Receive messages").</summary>
internal static class PushBody
{
    /// <summary>The message.</summary>
    /// <returns>Null where the body is none that Pub/Sub sends.</returns>
    public static PushedMessage? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var message = json.RootElement.GetProperty("message");
            var attributes = message.TryGetProperty("attributes", out var given)
                ? given.EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString() ?? "", StringComparer.Ordinal)
                : [];
            var data = message.TryGetProperty("data", out var text) ? text.GetBytesFromBase64() : [];
            return new PushedMessage(
                message.GetProperty("messageId").GetString() ?? "", new LabTask(data, attributes),
                json.RootElement.TryGetProperty("deliveryAttempt", out var attempt) ? attempt.GetInt32() : 0);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
