using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>
/// Finds out whether a backend honours filters: a message that does not match and one that does are published to a subscription with a
/// filter, and it is seen which of them arrive. A name does not tell; Google's emulator takes any text as a filter and delivers everything.
/// </summary>
internal sealed class FilterProbe(PubSubTransportOptions options, Administration administration)
{
    private const string Attribute = "probe";
    private const int MostPulls = 20;

    /// <summary>True where only the matching message arrived.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var topic = $"lab-filter-probe-{Guid.NewGuid().ToString("N")[..8]}";
        var spec = new SubscriptionSpec($"{topic}-sub", topic) { Filter = $"attributes.{Attribute} = \"yes\"" };
        await administration.EnsureTopicAsync(topic, cancellation);
        try
        {
            await administration.EnsureSubscriptionAsync(spec, temporary: true, cancellation);
            await PublishAsync(topic, cancellation);
            return await OnlyMatchingComeAsync(spec.Name, cancellation);
        }
        finally
        {
            await administration.DeleteSubscriptionAsync(spec.Name, CancellationToken.None);
            await administration.DeleteTopicAsync(topic, CancellationToken.None);
        }
    }

    private async Task PublishAsync(string topic, CancellationToken cancellation)
    {
        // The one that does not match goes first: when the other arrives, it would have arrived too.
        foreach (var value in new[] { "no", "yes" })
        {
            var message = new PubsubMessage { Data = ByteString.CopyFromUtf8(value), Attributes = { [Attribute] = value } };
            var client = await administration.TopicsAsync();
            await client.PublishAsync(TopicName.FromProjectTopic(options.ProjectId, topic), [message], administration.Call(cancellation));
        }
    }

    private async Task<bool> OnlyMatchingComeAsync(string subscription, CancellationToken cancellation)
    {
        var client = await administration.SubscriptionsAsync();
        var name = SubscriptionName.FromProjectSubscription(options.ProjectId, subscription);
        for (var pull = 0; pull < MostPulls; pull++)
        {
            var response = await client.PullAsync(name, 10, administration.Call(cancellation));
            var values = response.ReceivedMessages.Select(m => m.Message.Attributes[Attribute]).ToList();
            if (values.Contains("no"))
            {
                return false;
            }

            if (values.Contains("yes"))
            {
                return true;
            }
        }

        return false;
    }
}
