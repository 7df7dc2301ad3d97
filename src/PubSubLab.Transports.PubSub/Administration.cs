using Google.Api.Gax.Grpc;
using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>Makes and removes topics and subscriptions.</summary>
internal sealed class Administration(PubSubTransportOptions options, Connector connector, Refusals refusals)
{
    /// <summary>The label on everything that a lab makes, so that it can be found again and removed.</summary>
    internal const string LabelKey = "made-by";

    /// <summary>Its value.</summary>
    internal const string LabelValue = "pubsublab";

    /// <summary>Deadline of a call to an emulator: 10 s.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Deadline of a call to Google Cloud with its retries: 15 s.</summary>
    private static readonly TimeSpan s_cloudPatience = TimeSpan.FromSeconds(15);

    /// <summary>The official settings retry no call for permissions. It changes nothing, so it is tried again as reading a topic is.</summary>
    private static readonly RetrySettings s_permissionsRetry = PublisherServiceApiSettings.GetDefault().GetTopicSettings.Retry;

    /// <summary>Expiration of temporary subscriptions: 1 day, the shortest that Pub/Sub allows.</summary>
    private static readonly TimeSpan s_temporary = TimeSpan.FromDays(1);

    /// <summary>Time limit of a connection check: 2 s.</summary>
    private static readonly TimeSpan s_askPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Task<PublisherServiceApiClient>? _topics;
    private Task<SubscriberServiceApiClient>? _subscriptions;

    /// <summary>The client for topics.</summary>
    public Task<PublisherServiceApiClient> TopicsAsync()
    {
        lock (_gate)
        {
            return _topics is null or { IsFaulted: true } ? _topics = connector.PublisherApiAsync(CancellationToken.None) : _topics;
        }
    }

    /// <summary>The client for subscriptions.</summary>
    public Task<SubscriberServiceApiClient> SubscriptionsAsync()
    {
        lock (_gate)
        {
            return _subscriptions is null or { IsFaulted: true } ? _subscriptions = connector.SubscriberApiAsync(CancellationToken.None) : _subscriptions;
        }
    }

    /// <summary>
    /// Call settings with the lab's patience. Google Cloud is tried again as the official settings of the method have it. An emulator answers at
    /// once or is not there, so nothing is tried again on it.
    /// </summary>
    public CallSettings Call(CancellationToken cancellation)
    {
        var call = CallSettings.FromCancellationToken(cancellation);
        return options.IsCloud ? call.WithTimeout(s_cloudPatience) : call.WithTimeout(s_patience).WithRetry(null);
    }

    /// <summary>Asks which of some permissions the client's account has on a resource.</summary>
    public Task<TestIamPermissionsResponse> PermissionsAsync(IAMPolicyClient client, string resource, IEnumerable<string> permissions, CancellationToken cancellation) =>
        client.TestIamPermissionsAsync(
            new TestIamPermissionsRequest { Resource = resource, Permissions = { permissions } },
            options.IsCloud ? Call(cancellation).WithRetry(s_permissionsRetry) : Call(cancellation));

    /// <summary>Makes a topic that keeps no messages, unless it is there.</summary>
    public Task EnsureTopicAsync(string topic, CancellationToken cancellation) => EnsureTopicAsync(topic, null, cancellation);

    /// <summary>Makes a topic unless it is there.</summary>
    /// <param name="topic">Its id.</param>
    /// <param name="retention">The time for which it keeps messages; null for not at all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task EnsureTopicAsync(string topic, TimeSpan? retention, CancellationToken cancellation)
    {
        var name = TopicName.FromProjectTopic(options.ProjectId, topic);
        var request = new Topic { TopicName = name, MessageRetentionDuration = retention is { } kept ? Duration.FromTimeSpan(kept) : null };
        Label(request.Labels);
        await DoAsync(
            async () => await (await TopicsAsync()).CreateTopicAsync(request, Call(cancellation)), StatusCode.AlreadyExists, Refusals.Deed.AdministerTopic, $"topic {topic}");
    }

    /// <summary>Makes a subscription unless it is there.</summary>
    public async Task EnsureSubscriptionAsync(SubscriptionSpec spec, bool temporary, CancellationToken cancellation)
    {
        var request = ToSubscription(spec);
        if (temporary)
        {
            // A subscription must not expire before its messages do (google.pubsub.v1.Subscription.expiration_policy).
            var retention = spec.Retention ?? s_temporary;
            request.ExpirationPolicy ??= new ExpirationPolicy { Ttl = Duration.FromTimeSpan(retention > s_temporary ? retention : s_temporary) };
            request.MessageRetentionDuration = Duration.FromTimeSpan(retention);
        }

        await DoAsync(
            async () => await (await SubscriptionsAsync()).CreateSubscriptionAsync(request, Call(cancellation)),
            StatusCode.AlreadyExists, Refusals.Deed.AdministerSubscription, $"subscription {spec.Name}");
    }

    /// <summary>Asks whether the broker answers, and whether it has the lab's topic and subscription. Whatever it answers, it is there.</summary>
    public async Task<BrokerAnswer> AskAsync(Topology? topology, CancellationToken cancellation)
    {
        var call = CallSettings.FromCancellationToken(cancellation).WithTimeout(s_askPatience).WithRetry(null);
        var missing = new List<string>();
        var asked = 0;
        try
        {
            foreach (var topic in options.IsCloud ? [] : topology?.Topics ?? [])
            {
                var name = TopicName.FromProjectTopic(options.ProjectId, topic);
                await NoteAsync(async () => await (await TopicsAsync()).GetTopicAsync(name, call), $"topic {topic}");
            }

            foreach (var spec in topology?.Subscriptions ?? [])
            {
                var name = SubscriptionName.FromProjectSubscription(options.ProjectId, spec.Name);
                await NoteAsync(async () => await (await SubscriptionsAsync()).GetSubscriptionAsync(name, call), $"subscription {spec.Name}");
            }
        }
        catch (RpcException e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellation);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return new BrokerAnswer(e.Status.Detail.Length > 0 ? Redaction.Of(e.Status.Detail) : $"{e.StatusCode}");
        }
        catch (RpcException)
        {
            // A refusal is an answer.
        }

        if (missing.Count == 0)
        {
            return new BrokerAnswer(null);
        }

        // A broker that was started again has lost everything; one that kept a part was told to delete the rest.
        const string Mend = "m makes what is missing and respawns the workers that failed";
        return missing.Count == asked
            ? new BrokerAnswer(null, $"the broker has no {string.Join(" and no ", missing)} any more; {Mend}")
            : new BrokerAnswer(null, $"{string.Join(" and ", missing)} was deleted; {Mend}", IsEmpty: false);

        async Task NoteAsync(Func<Task> get, string what)
        {
            asked++;
            try
            {
                await get();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                missing.Add(what);
            }
        }
    }

    /// <summary>Removes a topic; one that is not there is passed over.</summary>
    public Task DeleteTopicAsync(string topic, CancellationToken cancellation) => DoAsync(
        async () => await (await TopicsAsync()).DeleteTopicAsync(TopicName.FromProjectTopic(options.ProjectId, topic), Call(cancellation)),
        StatusCode.NotFound, Refusals.Deed.AdministerTopic, $"topic {topic}");

    /// <summary>Removes a subscription; one that is not there is passed over.</summary>
    public Task DeleteSubscriptionAsync(string subscription, CancellationToken cancellation) => DoAsync(
        async () => await (await SubscriptionsAsync()).DeleteSubscriptionAsync(
            SubscriptionName.FromProjectSubscription(options.ProjectId, subscription), Call(cancellation)),
        StatusCode.NotFound, Refusals.Deed.AdministerSubscription, $"subscription {subscription}");

    /// <summary>Settings of a subscription; null if the account may not read them.</summary>
    /// <exception cref="LabException">It does not exist, or the service cannot be reached.</exception>
    public async Task<SubscriptionFacts?> ReadSubscriptionAsync(string subscription, CancellationToken cancellation)
    {
        try
        {
            return SubscriptionFacts.Of(await (await SubscriptionsAsync()).GetSubscriptionAsync(
                SubscriptionName.FromProjectSubscription(options.ProjectId, subscription), Call(cancellation)));
        }
        catch (RpcException e) when (Refusals.IsMissingRight(e))
        {
            return null;
        }
        catch (RpcException e)
        {
            throw refusals.Explain(e, Refusals.Deed.Read, $"subscription {subscription}");
        }
    }

    /// <summary>Checks that what is used of a topology is there without the right to read them: asking for one's permissions needs none.</summary>
    /// <exception cref="LabException">One of them is not there.</exception>
    public async Task CheckAsync(Topology topology, CancellationToken cancellation)
    {
        foreach (var topic in topology.Use == TopologyUse.Consume ? [] : topology.Topics)
        {
            await CheckAsync(
                async () => (await TopicsAsync()).IAMPolicyClient, TopicName.FromProjectTopic(options.ProjectId, topic).ToString(),
                "pubsub.topics.publish", Refusals.Deed.Publish, $"topic {topic}", cancellation);
        }

        foreach (var spec in topology.Use == TopologyUse.Publish ? [] : topology.Subscriptions)
        {
            await CheckAsync(
                async () => (await SubscriptionsAsync()).IAMPolicyClient,
                SubscriptionName.FromProjectSubscription(options.ProjectId, spec.Name).ToString(),
                "pubsub.subscriptions.consume", Refusals.Deed.Consume, $"subscription {spec.Name}", cancellation);
        }
    }

    private async Task CheckAsync(
        Func<Task<IAMPolicyClient>> client, string resource, string permission, Refusals.Deed deed, string words,
        CancellationToken cancellation)
    {
        try
        {
            var granted = await PermissionsAsync(await client(), resource, [permission], cancellation);
            if (granted.Permissions.Count == 0)
            {
                throw new LabException(
                    $"There is no {words} in project {options.ProjectId}, or the {refusals.CallerOf(deed, words).Words} has no {permission} on it; Google answers both alike. A new right takes up to 7 minutes to arrive. 'pubsublab doctor' looks further.");
            }
        }
        catch (RpcException e)
        {
            throw refusals.Explain(e, deed, words);
        }
    }

    /// <summary>Whether it carries the lab's label.</summary>
    public static bool IsLabelled(Google.Protobuf.Collections.MapField<string, string> labels) =>
        labels.TryGetValue(LabelKey, out var value) && value == LabelValue;

    internal Subscription ToSubscription(SubscriptionSpec spec)
    {
        var subscription = SubscriptionRequest.Of(spec, options.ProjectId);
        Label(subscription.Labels);
        return subscription;
    }

    private static void Label(Google.Protobuf.Collections.MapField<string, string> labels) => labels[LabelKey] = LabelValue;

    /// <summary>Makes a snapshot of a subscription.</summary>
    public Task SnapshotAsync(string snapshot, string subscription, CancellationToken cancellation)
    {
        var request = new CreateSnapshotRequest
        {
            SnapshotName = SnapshotName.FromProjectSnapshot(options.ProjectId, snapshot), SubscriptionAsSubscriptionName = SubscriptionName.FromProjectSubscription(options.ProjectId, subscription),
        };
        Label(request.Labels);
        return DoAsync(
            async () => await (await SubscriptionsAsync()).CreateSnapshotAsync(request, Call(cancellation)), null, Refusals.Deed.AdministerSubscription, $"snapshot {snapshot}");
    }

    /// <summary>Removes a snapshot; one that is not there is passed over.</summary>
    public Task DeleteSnapshotAsync(string snapshot, CancellationToken cancellation) => DoAsync(
        async () => await (await SubscriptionsAsync()).DeleteSnapshotAsync(SnapshotName.FromProjectSnapshot(options.ProjectId, snapshot), Call(cancellation)),
        StatusCode.NotFound, Refusals.Deed.AdministerSubscription, $"snapshot {snapshot}");

    /// <summary>Moves a subscription.</summary>
    /// <param name="subscription">The subscription's id.</param>
    /// <param name="target">A request with the snapshot or the time.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task SeekAsync(string subscription, SeekRequest target, CancellationToken cancellation)
    {
        target.SubscriptionAsSubscriptionName = SubscriptionName.FromProjectSubscription(options.ProjectId, subscription);
        return DoAsync(
            async () => await (await SubscriptionsAsync()).SeekAsync(target, Call(cancellation)), null, Refusals.Deed.AdministerSubscription, $"subscription {subscription}");
    }

    private async Task DoAsync(Func<Task> call, StatusCode? harmless, Refusals.Deed deed, string resource)
    {
        try
        {
            await call();
        }
        catch (RpcException e) when (e.StatusCode == harmless)
        {
            // It is as it was asked for already.
        }
        catch (RpcException e)
        {
            throw refusals.Explain(e, deed, resource);
        }
    }
}
