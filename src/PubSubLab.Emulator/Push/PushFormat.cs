using System.Globalization;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Push;

/// <summary>The JSON of a push request, in the version that the endpoint expects (google.pubsub.v1.PushConfig.attributes).</summary>
internal static class PushFormat
{
    public static byte[] Write(PushConfig config, string subscription, DeliveryBatch.Item item)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (config.Attributes.GetValueOrDefault(PushSettings.Version) == PushSettings.Beta1)
            {
                WriteBeta1(json, subscription, item.Message.View);
            }
            else
            {
                Write(json, subscription, item.Message.View, item.Attempt);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static string Time(PubsubMessageView message) =>
        message.PublishTime.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFK", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, string subscription, PubsubMessageView message, int attempt)
    {
        json.WriteStartObject("message");
        if (message.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes");
            foreach (var (key, value) in message.Attributes)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        json.WriteBase64String("data", message.Data.Span);
        // The service sends both spellings.
        json.WriteString("messageId", message.MessageId);
        json.WriteString("message_id", message.MessageId);
        if (message.OrderingKey.Length > 0)
        {
            json.WriteString("orderingKey", message.OrderingKey);
        }

        json.WriteString("publishTime", Time(message));
        json.WriteString("publish_time", Time(message));
        json.WriteEndObject();
        json.WriteString("subscription", subscription);
        if (attempt > 0)
        {
            json.WriteNumber("deliveryAttempt", attempt);
        }
    }

    // v1beta1 had labels for attributes, and names with a leading slash and no "projects".
    private static void WriteBeta1(Utf8JsonWriter json, string subscription, PubsubMessageView message)
    {
        json.WriteStartObject("message");
        json.WriteBase64String("data", message.Data.Span);
        json.WriteStartArray("label");
        foreach (var (key, value) in message.Attributes)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("strValue", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("messageId", message.MessageId);
        json.WriteEndObject();
        json.WriteString("subscription", $"/subscriptions/{ResourceName.ProjectOf(subscription)}/{ResourceName.IdOf(subscription)}");
    }
}
