using System.Globalization;
using System.Net;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Simulation.Checks;

namespace PubSubLab.Simulation.Actors;

/// <summary>The endpoints of push subscriptions: <c>http://SUBSCRIPTION.invalid/</c>. It runs in the server's process, which waits for its answers.</summary>
internal sealed class PushEndpointActor(Stage stage, Func<TimeProvider> time) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var subscription = stage.Ledger.Subscriptions[request.RequestUri!.Host.Split('.')[0]];
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        await TravelAsync(cancellationToken);
        var message = Read(body);
        stage.Ledger.Begin(subscription, "endpoint", message);
        if (stage.Draws.Chance(stage.FailureRate))
        {
            return new HttpResponseMessage(stage.Draws.Of(HttpStatusCode.InternalServerError, HttpStatusCode.TooManyRequests, HttpStatusCode.Found));
        }

        stage.Ledger.ReplyAck(subscription, message);
        await TravelAsync(cancellationToken);
        return new HttpResponseMessage(stage.Draws.Of(HttpStatusCode.OK, HttpStatusCode.NoContent));
    }

    private async Task TravelAsync(CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(stage.Network.Latency().TotalMilliseconds)), time(), cancellation);
        if (stage.Draws.Chance(stage.FailureRate / 5))
        {
            throw new HttpRequestException("The connection to the endpoint was lost.");
        }
    }

    private static PubsubMessage Read(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var read = json.RootElement.GetProperty("message");
        var message = new PubsubMessage
        {
            MessageId = read.GetProperty("messageId").GetString(),
            Data = ByteString.CopyFrom(read.GetProperty("data").GetBytesFromBase64()),
            OrderingKey = read.TryGetProperty("orderingKey", out var key) ? key.GetString() : "",
        };
        foreach (var attribute in read.GetProperty("attributes").EnumerateObject())
        {
            message.Attributes.Add(attribute.Name, attribute.Value.GetString());
        }

        return message;
    }
}
