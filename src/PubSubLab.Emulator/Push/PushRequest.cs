using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Push;

/// <summary>
/// What a push endpoint gets (Pub/Sub docs, "Push subscriptions", receive messages; "Payload unwrapping"). The OIDC token that
/// the service signs is left out: nothing here can sign for Google.
/// </summary>
internal static class PushRequest
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string> s_framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    public static HttpRequestMessage Build(PushConfig config, string subscription, DeliveryBatch.Item item)
    {
        var message = item.Message.View;
        var request = new HttpRequestMessage(HttpMethod.Post, config.PushEndpoint);
        if (config.WrapperCase == PushConfig.WrapperOneofCase.NoWrapper)
        {
            request.Content = new ReadOnlyMemoryContent(message.Data);
            if (config.NoWrapper.WriteMetadata)
            {
                Unwrapped(request, subscription, message, item.Attempt);
            }

            return request;
        }

        request.Content = new ByteArrayContent(Wrapped(subscription, message, item.Attempt));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    private static byte[] Wrapped(string subscription, PubsubMessageView message, int attempt)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
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

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Unwrapped(HttpRequestMessage request, string subscription, PubsubMessageView message, int attempt)
    {
        request.Headers.TryAddWithoutValidation("x-goog-pubsub-subscription-name", subscription);
        request.Headers.TryAddWithoutValidation("x-goog-pubsub-message-id", message.MessageId);
        request.Headers.TryAddWithoutValidation("x-goog-pubsub-publish-time", Time(message));
        if (message.OrderingKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("x-goog-pubsub-ordering-key", message.OrderingKey);
        }

        if (attempt > 0)
        {
            request.Headers.TryAddWithoutValidation("x-goog-pubsub-delivery-attempt", attempt.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (key, value) in message.Attributes)
        {
            if (IsHeader(key, value))
            {
                request.Headers.TryAddWithoutValidation(key, value);
            }
        }
    }

    // An attribute can be any text; what is no header (RFC 9110, section 5) or would change how the request is framed or
    // where it goes is left out.
    private static bool IsHeader(string key, string value) =>
        !key.AsSpan().ContainsAnyExcept(s_token) && !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && !s_framing.Contains(key);

    private static string Time(PubsubMessageView message) =>
        message.PublishTime.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFK", CultureInfo.InvariantCulture);
}
