using Google.Api.Gax.ResourceNames;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>Lists, makes and deletes topics and subscriptions through the official API, on any backend that has it.</summary>
public sealed class TopologyAdministration : ITopologyAdministration
{
    /// <summary>Prefix of the attributes that dead-lettering adds (Pub/Sub docs, Dead-letter topics).</summary>
    private const string DeadLetterPrefix = "CloudPubSubDeadLetterSource";

    private const string SourceSubscription = DeadLetterPrefix + "Subscription";
    private const int PullBatch = 100;

    private readonly PubSubTransportOptions _options;
    private readonly Administration _administration;
    private readonly Refusals _refusals;

    /// <summary>Administers what these options name; nothing is connected yet.</summary>
    public TopologyAdministration(PubSubTransportOptions options)
    {
        _options = options;
        _refusals = new Refusals(options);
        _administration = new Administration(options, new Connector(options), _refusals);
    }

    /// <inheritdoc/>
    public async Task<TopologyListing> ListAsync(CancellationToken cancellation)
    {
        var project = ProjectName.FromProject(_options.ProjectId);
        var transforms = new Dictionary<(string Name, bool IsTopic), int>();
        void Count((string, bool) of, IEnumerable<MessageTransform> all)
        {
            if (TransformMapping.CountActive(all) is > 0 and var active)
            {
                transforms.Add(of, active);
            }
        }

        var topics = await ExplainAsync(Refusals.Deed.AdministerTopic, "the project's topics", async () =>
        {
            var names = new List<string>();
            await foreach (var topic in (await _administration.TopicsAsync()).ListTopicsAsync(project, callSettings: _administration.Call(cancellation)))
            {
                names.Add(topic.TopicName.TopicId);
                Count((topic.TopicName.TopicId, true), topic.MessageTransforms);
            }

            return names;
        });
        var subscriptions = await ExplainAsync(Refusals.Deed.AdministerSubscription, "the project's subscriptions", async () =>
        {
            var specs = new List<SubscriptionSpec>();
            await foreach (var subscription in (await _administration.SubscriptionsAsync()).ListSubscriptionsAsync(project, callSettings: _administration.Call(cancellation)))
            {
                specs.Add(ToSpec(subscription));
                Count((subscription.SubscriptionName.SubscriptionId, false), subscription.MessageTransforms);
            }

            return specs;
        });
        return new TopologyListing(topics, subscriptions) { Transforms = transforms };
    }

    /// <summary>A subscription as the broker has it; null if there is none, or the account may not read it.</summary>
    /// <exception cref="LabException">The broker cannot be reached.</exception>
    public async Task<SubscriptionSpec?> ReadAsync(string subscription, CancellationToken cancellation)
    {
        try
        {
            var name = SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription);
            return ToSpec(await (await _administration.SubscriptionsAsync()).GetSubscriptionAsync(name, _administration.Call(cancellation)));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound || Refusals.IsMissingRight(e))
        {
            return null;
        }
        catch (RpcException e)
        {
            throw _refusals.Explain(e, Refusals.Deed.Read, $"subscription {subscription}");
        }
    }

    /// <inheritdoc/>
    public Task CreateTopicAsync(string topic, CancellationToken cancellation) => ExplainAsync(Refusals.Deed.AdministerTopic, $"topic {topic}", async () =>
    {
        var request = new Topic { TopicName = TopicName.FromProjectTopic(_options.ProjectId, topic) };
        return await (await _administration.TopicsAsync()).CreateTopicAsync(request, _administration.Call(cancellation));
    });

    /// <inheritdoc/>
    public Task CreateSubscriptionAsync(SubscriptionSpec spec, CancellationToken cancellation) =>
        ExplainAsync(Refusals.Deed.AdministerSubscription, $"subscription {spec.Name}", async () =>
            await (await _administration.SubscriptionsAsync()).CreateSubscriptionAsync(_administration.ToSubscription(spec), _administration.Call(cancellation)));

    /// <inheritdoc/>
    public Task DeleteTopicAsync(string topic, CancellationToken cancellation) => _administration.DeleteTopicAsync(topic, cancellation);

    /// <inheritdoc/>
    public Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellation) => _administration.DeleteSubscriptionAsync(subscription, cancellation);

    /// <inheritdoc/>
    public async Task<int> SendBackAsync(string subscription, CancellationToken cancellation)
    {
        var topicOf = (await ListAsync(cancellation)).Subscriptions.ToDictionary(s => s.Name, s => s.Topic, StringComparer.Ordinal);
        var subscriptions = await _administration.SubscriptionsAsync();
        var name = SubscriptionName.FromProjectSubscription(_options.ProjectId, subscription);
        var sent = 0;
        var kept = new List<string>();
        while (true)
        {
            // At once, not when something comes: only what is there now is sent back.
#pragma warning disable CS0612 // Deprecated for consuming in a loop; this is the one way to ask what is there.
            var request = new PullRequest { SubscriptionAsSubscriptionName = name, MaxMessages = PullBatch, ReturnImmediately = true };
#pragma warning restore CS0612
            var response = await ConsumeAsync(() => subscriptions.PullAsync(request, _administration.Call(cancellation)));
            if (response.ReceivedMessages.Count == 0)
            {
                break;
            }

            foreach (var received in response.ReceivedMessages)
            {
                if (!received.Message.Attributes.TryGetValue(SourceSubscription, out var source) || !topicOf.TryGetValue(source, out var topic) || topic.Length == 0)
                {
                    kept.Add(received.AckId);
                    continue;
                }

                // Published before it is acknowledged: what goes wrong in between leaves it twice, never lost.
                await PublishAgainAsync(topic, received.Message, cancellation);
                await ConsumeAsync(() => DoneAsync(subscriptions.AcknowledgeAsync(name, [received.AckId], _administration.Call(cancellation))));
                sent++;
            }
        }

        if (kept.Count > 0)
        {
            await ConsumeAsync(() => DoneAsync(subscriptions.ModifyAckDeadlineAsync(name, kept, 0, _administration.Call(cancellation))));
        }

        return sent;

        Task<T> ConsumeAsync<T>(Func<Task<T>> call) => ExplainAsync(Refusals.Deed.Consume, $"subscription {subscription}", call);

        static async Task<bool> DoneAsync(Task call)
        {
            await call;
            return true;
        }
    }

    private Task<PublishResponse> PublishAgainAsync(string topic, PubsubMessage received, CancellationToken cancellation)
    {
        var message = new PubsubMessage { Data = received.Data, OrderingKey = received.OrderingKey };
        foreach (var (key, value) in received.Attributes.Where(a => !a.Key.StartsWith(DeadLetterPrefix, StringComparison.Ordinal)))
        {
            message.Attributes.Add(key, value);
        }

        return ExplainAsync(Refusals.Deed.Publish, $"topic {topic}", async () => await (await _administration.TopicsAsync()).PublishAsync(
            TopicName.FromProjectTopic(_options.ProjectId, topic), [message], _administration.Call(cancellation)));
    }

    private static SubscriptionSpec ToSpec(Subscription s) => new(s.SubscriptionName.SubscriptionId, s.TopicAsTopicName is { } topic && !topic.ToString().StartsWith('_') ? topic.TopicId : "")
    {
        Filter = s.Filter.Length > 0 ? s.Filter : null,
        AckDeadline = TimeSpan.FromSeconds(s.AckDeadlineSeconds),
        MinimumBackoff = s.RetryPolicy?.MinimumBackoff?.ToTimeSpan(),
        MaximumBackoff = s.RetryPolicy?.MaximumBackoff?.ToTimeSpan(),
        DeadLetterTopic = s.DeadLetterPolicy?.DeadLetterTopic is { Length: > 0 } letters ? TopicName.Parse(letters).TopicId : null,
        MaxDeliveryAttempts = s.DeadLetterPolicy?.MaxDeliveryAttempts ?? 5,
        Ordering = s.EnableMessageOrdering,
        ExactlyOnce = s.EnableExactlyOnceDelivery,
        Retention = s.MessageRetentionDuration?.ToTimeSpan(),
        Expiration = s.ExpirationPolicy?.Ttl?.ToTimeSpan(),
    };

    private async Task<T> ExplainAsync<T>(Refusals.Deed deed, string resource, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            throw new LabException($"There is a {resource} already. Choose another name, or delete that one first.", e);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            throw new LabException($"The broker does not take it: {OutsideText.Printable(e.Status.Detail)}", e);
        }
        catch (RpcException e)
        {
            throw _refusals.Explain(e, deed, resource);
        }
    }
}
