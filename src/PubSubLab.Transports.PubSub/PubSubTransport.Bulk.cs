using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>The same service for very many topics and subscriptions: administration many at a time, and unary pulls instead of streams.</summary>
public sealed partial class PubSubTransport : IBulkTransport
{
    /// <summary>Calls at a time: enough to keep two cores busy, few enough to share one connection (100 streams are a common limit).</summary>
    private const int CallsAtATime = 64;

    /// <summary>Client-side time limit of a pull; services answer an empty pull sooner.</summary>
    private static readonly TimeSpan s_pullPatience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public Task CreateTopicsAsync(IEnumerable<string> topics, CancellationToken cancellation) =>
        Parallel.ForEachAsync(topics, ManyAtATime(cancellation), async (topic, token) => await _administration.EnsureTopicAsync(topic, token));

    /// <inheritdoc/>
    public Task CreateSubscriptionsAsync(IEnumerable<SubscriptionSpec> subscriptions, Action made, CancellationToken cancellation) =>
        Parallel.ForEachAsync(subscriptions, ManyAtATime(cancellation), async (spec, token) =>
        {
            await _administration.EnsureSubscriptionAsync(spec, temporary: true, token);
            made();
        });

    /// <inheritdoc/>
    public async Task RemoveManyAsync(IEnumerable<string> subscriptions, IEnumerable<string> topics, CancellationToken cancellation)
    {
        await Parallel.ForEachAsync(subscriptions, ManyAtATime(cancellation), async (name, token) => await _administration.DeleteSubscriptionAsync(name, token));
        await Parallel.ForEachAsync(topics, ManyAtATime(cancellation), async (topic, token) =>
        {
            await _publishers.RemoveAsync(topic);
            await _administration.DeleteTopicAsync(topic, token);
        });
    }

    /// <inheritdoc/>
    public async Task PublishManyAsync(string topic, IReadOnlyList<LabTask> tasks, CancellationToken cancellation)
    {
        var sent = _connector.PublishesSent;
        try
        {
            var client = await _administration.TopicsAsync();
            await client.PublishAsync(
                TopicName.FromProjectTopic(_options.ProjectId, topic), tasks.Select(MessageOf), CallSettings.FromCancellationToken(cancellation));
        }
        catch (RpcException e)
        {
            throw _refusals.ExplainPublish(e, topic, wasSent: _connector.PublishesSent != sent);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PulledDelivery>> PullAsync(string subscription, int most, CancellationToken cancellation)
    {
        try
        {
            var client = await _administration.SubscriptionsAsync();
            var response = await client.PullAsync(
                NameOf(subscription), most, CallSettings.FromCancellationToken(cancellation).WithTimeout(s_pullPatience));
            return [.. response.ReceivedMessages.Select(r => new PulledDelivery(TaskOf(r.Message), r.AckId))];
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            // Nothing came in this time, which is no failure (google.pubsub.v1.Subscriber.Pull).
            return [];
        }
        catch (RpcException e)
        {
            throw _refusals.Explain(e, Refusals.Deed.Consume, $"subscription {subscription}");
        }
    }

    /// <inheritdoc/>
    public async Task AnswerAsync(
        string subscription, IReadOnlyList<PulledDelivery> ack, IReadOnlyList<PulledDelivery> nack, CancellationToken cancellation)
    {
        var call = CallSettings.FromCancellationToken(cancellation);
        try
        {
            var client = await _administration.SubscriptionsAsync();
            if (ack.Count > 0)
            {
                await client.AcknowledgeAsync(NameOf(subscription), ack.Select(d => d.AckId), call);
            }

            if (nack.Count > 0)
            {
                await client.ModifyAckDeadlineAsync(NameOf(subscription), nack.Select(d => d.AckId), 0, call);
            }
        }
        catch (RpcException e)
        {
            throw _refusals.Explain(e, Refusals.Deed.Consume, $"subscription {subscription}");
        }
    }

    private static ParallelOptions ManyAtATime(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = CallsAtATime, CancellationToken = cancellation };

    private SubscriptionName NameOf(string subscription) => SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription);

    private static PubsubMessage MessageOf(LabTask task)
    {
        var message = new PubsubMessage { Data = UnsafeByteOperations.UnsafeWrap(task.Data), OrderingKey = task.OrderingKey };
        foreach (var (key, value) in task.Attributes)
        {
            message.Attributes.Add(key, value);
        }

        return message;
    }

    private static LabTask TaskOf(PubsubMessage message) => new(message.Data.Memory, message.Attributes.AsReadOnly(), message.OrderingKey);
}
