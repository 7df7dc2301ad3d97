using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Push;

/// <summary>
/// The request to a push endpoint (Pub/Sub docs, "Push subscriptions", receive messages; "Payload unwrapping"), with a token where the
/// subscription asks for one.
/// </summary>
internal static class PushRequest
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string> s_framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private const string Agent = "CloudPubSub-Google";

    public static HttpRequestMessage Build(PushConfig config, string subscription, DeliveryBatch.Item item, OidcIssuer issuer)
    {
        var message = item.Message.View;
        var request = new HttpRequestMessage(HttpMethod.Post, config.PushEndpoint);
        if (config.WrapperCase == PushConfig.WrapperOneofCase.NoWrapper)
        {
            request.Content = new ReadOnlyMemoryContent(message.Data);
            if (config.NoWrapper.WriteMetadata)
            {
                WriteMetadata(request, request.Content, subscription, message, item.Attempt);
            }
        }
        else
        {
            request.Content = new ByteArrayContent(PushFormat.Write(config, subscription, item));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        Set(request, "User-Agent", Agent);
        if (config.OidcToken is { } token)
        {
            Set(request, "Authorization", $"Bearer {issuer.Token(token, config.PushEndpoint)}");
        }

        return request;
    }

    // Attributes come first: none can stand for a header of the service's own.
    private static void WriteMetadata(HttpRequestMessage request, HttpContent content, string subscription, PubsubMessageView message, int attempt)
    {
        foreach (var (key, value) in message.Attributes)
        {
            // A header of content, such as Content-Type, is refused as one of the request.
            if (IsHeader(key, value) && !request.Headers.TryAddWithoutValidation(key, value))
            {
                content.Headers.TryAddWithoutValidation(key, value);
            }
        }

        Set(request, "x-goog-pubsub-subscription-name", subscription);
        Set(request, "x-goog-pubsub-message-id", message.MessageId);
        Set(request, "x-goog-pubsub-publish-time", PushFormat.Time(message));
        if (message.OrderingKey.Length > 0)
        {
            Set(request, "x-goog-pubsub-ordering-key", message.OrderingKey);
        }

        if (attempt > 0)
        {
            Set(request, "x-goog-pubsub-delivery-attempt", attempt.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    // An attribute can be any text; what is no header (RFC 9110, section 5) or would change how the request is framed or
    // where it goes is left out.
    private static bool IsHeader(string key, string value) =>
        !key.AsSpan().ContainsAnyExcept(s_token) && !value.AsSpan().ContainsAnyExceptInRange(' ', '~') && !s_framing.Contains(key);
}
