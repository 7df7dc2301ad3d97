using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.RabbitMq;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A message of any other program, put into a queue as it is.</summary>
/// <param name="Headers">Its headers, as JSON.</param>
/// <param name="Body">Its body.</param>
internal sealed record RawMessage(string Headers, byte[] Body)
{
    public string ContentType { get; init; } = "application/json";

    public string ContentEncoding { get; init; } = "utf-8";

    public string Id { get; init; } = "";

    /// <summary>Members that stand in the envelope in place of the usual ones, as JSON; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Envelope { get; init; } = new Dictionary<string, string?>();

    /// <summary>The whole envelope, where it is none. Default: made of the rest.</summary>
    public byte[]? Whole { get; init; }

    /// <summary>Only where the message is an envelope: AMQP has properties in its place.</summary>
    public bool IsEnvelopeOnly => Whole is not null || Envelope.Count > 0;

    public static RawMessage Of(string headers, string body) => new(headers, Encoding.UTF8.GetBytes(body));

    public async Task SendAsync(TestQueue queue)
    {
        switch (queue.Transport)
        {
            case GcPubSubCeleryTransport transport:
                await transport.SendAsync(ToEnvelope(queue.Name), KombuQueue.Of(queue.Name), TestContext.Current.CancellationToken);
                break;
            case RabbitMqCeleryTransport:
                await using (var raw = await RawChannel.OpenAsync(queue.Backend))
                {
                    await raw.Channel.BasicPublishAsync("", queue.Name, mandatory: true, Properties(), Body);
                }

                break;
            default:
                await using (var redis = await StoredResults.OpenAsync(queue.Backend))
                {
                    await redis.Database.ListLeftPushAsync(queue.Name, ToEnvelope(queue.Name));
                }

                break;
        }
    }

    /// <summary>The message as an envelope.</summary>
    public byte[] ToEnvelope(string queue)
    {
        var members = new Dictionary<string, string?>
        {
            ["body"] = $"\"{Convert.ToBase64String(Body)}\"",
            ["content-encoding"] = Quoted(ContentEncoding),
            ["content-type"] = Quoted(ContentType),
            ["headers"] = Headers,
            ["properties"] = $$"""{"correlation_id": {{Quoted(Id)}}, "delivery_info": {"exchange": "", "routing_key": {{Quoted(queue)}}}, "priority": 0, "body_encoding": "base64", "delivery_tag": "{{Guid.NewGuid()}}"}""",
        };
        foreach (var (name, json) in Envelope)
        {
            members[name] = json;
        }

        return Whole ?? Encoding.UTF8.GetBytes($"{{{string.Join(", ", members.Where(m => m.Value is not null).Select(m => $"\"{m.Key}\": {m.Value}"))}}}");
    }

    private BasicProperties Properties() => AmqpHeaders.Write(new CeleryMessage
    {
        Headers = JsonNode.Parse(Headers)!.AsObject(), Body = Body, ContentType = ContentType, ContentEncoding = ContentEncoding, CorrelationId = Id,
    });

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
