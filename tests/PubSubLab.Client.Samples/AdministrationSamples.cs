using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Api.Gax.ResourceNames;
using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace PubSubLab.Client.Samples;

/// <summary>Topics, subscriptions and snapshots, as a user's program manages them.</summary>
public static class AdministrationSamples
{
    /// <summary>Creates a topic and a subscription, looks at them in every way, uses them, and deletes them; says what it saw.</summary>
    public static async Task<IReadOnlyList<string>> LifeOfASubscriptionAsync(
        PublisherServiceApiClient topics, SubscriberServiceApiClient subscriptions, string projectId, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(subscriptions);
        var saw = new List<string>();
        var project = ProjectName.FromProject(projectId);
        var topicName = TopicName.FromProjectTopic(projectId, "sample-topic");
        var name = SubscriptionName.FromProjectSubscription(projectId, "sample-subscription");
        var topic = await topics.CreateTopicAsync(topicName, cancellation);
        var subscription = await subscriptions.CreateSubscriptionAsync(
            new Subscription
            {
                SubscriptionName = name,
                TopicAsTopicName = topic.TopicName,
                AckDeadlineSeconds = 20,
                Filter = "attributes.user_id = \"42\"",
                EnableMessageOrdering = true,
                Labels = { ["made-by"] = "sample" },
            },
            cancellation);
        saw.Add($"{(await subscriptions.GetSubscriptionAsync(name, cancellation)).AckDeadlineSeconds}");
        subscription.AckDeadlineSeconds = 30;
        subscription = await subscriptions.UpdateSubscriptionAsync(subscription, FieldMask.FromString("ack_deadline_seconds"), cancellation);
        saw.Add($"{subscription.AckDeadlineSeconds}");

        await foreach (var each in topics.ListTopicsAsync(project))
        {
            saw.Add(each.TopicName.TopicId);
        }

        await foreach (var page in subscriptions.ListSubscriptionsAsync(project, pageSize: 10).AsRawResponses())
        {
            saw.Add($"{page.Subscriptions.Count} on the page");
        }

        saw.AddRange(topics.ListTopicSubscriptions(topicName).Select(text => SubscriptionName.Parse(text).SubscriptionId));
        var published = await topics.PublishAsync(topicName, [new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8("for 42"), Attributes = { ["user_id"] = "42" } }], cancellation);
        saw.Add($"{published.MessageIds.Count} published");
        var pulled = await subscriptions.PullAsync(name, maxMessages: 10, cancellation);
        saw.Add(pulled.ReceivedMessages.Single().Message.Data.ToStringUtf8());
        await subscriptions.ModifyAckDeadlineAsync(name, [pulled.ReceivedMessages[0].AckId], 60, cancellation);
        await subscriptions.AcknowledgeAsync(name, [pulled.ReceivedMessages[0].AckId], cancellation);

        var snapshot = await subscriptions.CreateSnapshotAsync(SnapshotName.FromProjectSnapshot(projectId, "sample-snapshot"), name, cancellation);
        saw.AddRange(subscriptions.ListSnapshots(project).ReadPage(5).Select(each => each.SnapshotName.SnapshotId));
        await subscriptions.SeekAsync(new SeekRequest { SubscriptionAsSubscriptionName = name, Time = Timestamp.FromDateTime(DateTime.UnixEpoch) }, cancellation);
        await subscriptions.DeleteSnapshotAsync(snapshot.SnapshotName, cancellation);
        await topics.DetachSubscriptionAsync(new DetachSubscriptionRequest { SubscriptionAsSubscriptionName = name }, cancellation);
        await subscriptions.DeleteSubscriptionAsync(name, cancellation);
        await topics.DeleteTopicAsync(topicName, cancellation);
        try
        {
            await topics.GetTopicAsync(topicName, cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            saw.Add("gone");
        }

        return saw;
    }

    /// <summary>The same without async, by plain names.</summary>
    public static string Plainly(PublisherServiceApiClient topics, SubscriberServiceApiClient subscriptions, string topic, string subscription)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(subscriptions);
        topics.CreateTopic(topic);
        subscriptions.CreateSubscription(subscription, topic, pushConfig: null, ackDeadlineSeconds: 60);
        topics.Publish(topic, [new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFromUtf8("plain") }]);
        var pulled = subscriptions.Pull(subscription, maxMessages: 1, CallSettings.FromExpiration(Expiration.FromTimeout(TimeSpan.FromSeconds(30))));
        subscriptions.Acknowledge(subscription, pulled.ReceivedMessages.Select(received => received.AckId));
        subscriptions.DeleteSubscription(subscription);
        topics.DeleteTopic(topic);
        return pulled.ReceivedMessages.Single().Message.Data.ToStringUtf8();
    }

    /// <summary>Looks whether there is a message without waiting for one, as older programs do; and what a call that failed says of it.</summary>
    public static async Task<string> LookAsync(SubscriberServiceApiClient subscriptions, SubscriptionName subscription, DateTime deadline)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        var soon = CallSettings.FromExpiration(Expiration.FromTimeout(TimeSpan.FromMinutes(1))).WithEarlierDeadline(deadline, SystemClock.Instance);
        try
        {
#pragma warning disable CS0612, CS0618 // Obsolete, and still used.
            var pulled = await subscriptions.PullAsync(subscription, returnImmediately: true, maxMessages: 1, soon);
#pragma warning restore CS0612, CS0618
            return $"{pulled.ReceivedMessages.Count} at once";
        }
        catch (RpcException e)
        {
            return $"{e.StatusCode} with {e.GetAllStatusDetails().Count()} details";
        }
    }

    /// <summary>Gives a role to a member of a topic's policy and takes it away again; says whether the policy changed each time.</summary>
    public static IReadOnlyList<bool> Roles(Policy policy, string member)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [policy.AddRoleMember("roles/pubsub.publisher", member), policy.AddRoleMember("roles/pubsub.publisher", member), policy.RemoveRoleMember("roles/pubsub.publisher", member)];
    }

    /// <summary>The names that resources have of each other.</summary>
    public static IReadOnlyList<string?> Views()
    {
        var topic = new Topic { KmsKeyNameAsCryptoKeyName = new CryptoKeyName("p", "europe", "ring", "key") };
        var subscription = new Subscription
        {
            TopicAsTopicName = TopicName.FromDeletedTopic(),
            DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopicAsTopicName = new TopicName("p", "dead") },
            AnalyticsHubSubscriptionInfo = new Subscription.Types.AnalyticsHubSubscriptionInfo { ListingAsListingName = new ListingName("p", "europe", "exchange", "listing") },
        };
        var snapshots = new ListTopicSnapshotsResponse { Snapshots = { "projects/p/snapshots/s" } };
        return
        [
            topic.KmsKeyName,
            subscription.Topic,
            subscription.DeadLetterPolicy.DeadLetterTopic,
            subscription.AnalyticsHubSubscriptionInfo.Listing,
            snapshots.SnapshotsAsSnapshotNames[0].SnapshotId,
            new GetIamPolicyRequest { ResourceAsResourceName = new TopicName("p", "t") }.Resource,
            new ValidateMessageRequest { ParentAsProjectName = new ProjectName("p") }.Parent,
            new IngestionFailureEvent { TopicAsTopicName = new TopicName("p", "t") }.Topic,
        ];
    }

    /// <summary>Static facts about a service.</summary>
    public static string Service() =>
        $"{PublisherServiceApiClient.ServiceMetadata.Name} at {SubscriberServiceApiClient.ServiceMetadata.DefaultEndpoint}, {SchemaServiceClient.ServiceMetadata.DefaultScopes.Count} scopes";

    /// <summary>Which of the permissions the caller has.</summary>
    public static async Task<IReadOnlyList<string>> MayAsync(PublisherServiceApiClient topics, TopicName topic, params string[] permissions)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var answer = await topics.IAMPolicyClient.TestIamPermissionsAsync(new TestIamPermissionsRequest { Resource = topic?.ToString(), Permissions = { permissions } });
        return answer.Permissions;
    }

    /// <summary>Streams by hand: opens, takes one response, acknowledges on the stream, ends.</summary>
    public static async Task<int> StreamByHandAsync(SubscriberServiceApiClient subscriptions, SubscriptionName subscription, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        using var stream = subscriptions.StreamingPull(CallSettings.FromCancellationToken(cancellation));
        await stream.WriteAsync(new StreamingPullRequest { SubscriptionAsSubscriptionName = subscription, StreamAckDeadlineSeconds = 10 });
        var count = 0;
        await foreach (var response in stream.GetResponseStream())
        {
            count += response.ReceivedMessages.Count;
            if (count == 0)
            {
                continue;
            }

            await stream.WriteAsync(new StreamingPullRequest { AckIds = { response.ReceivedMessages.Select(received => received.AckId) } });
            await stream.WriteCompleteAsync();
            break;
        }

        return count;
    }

    /// <summary>Names: parsing, comparing, formatting.</summary>
    public static string Names(string text)
    {
        if (TopicName.TryParse(text, out var topic))
        {
            return topic.Type == TopicName.ResourceNameType.DeletedTopic ? "a topic that is gone" : $"topic {topic.TopicId} of {topic.ProjectId}";
        }

        if (SubscriptionName.TryParse(text, out var subscription) && subscription == SubscriptionName.Parse(text))
        {
            return $"subscription {subscription.SubscriptionId} of {subscription.ProjectId}";
        }

        return SnapshotName.TryParse(text, out var snapshot) ? $"snapshot {snapshot.SnapshotId}"
            : SchemaName.TryParse(text, out var schema) ? $"schema {schema.SchemaId}"
            : ProjectName.TryParse(text, out var project) ? $"project {project.ProjectId}"
            : TopicName.Parse(text, allowUnparsed: true).UnparsedResource.ToString();
    }

    /// <summary>A schema, its check, and its end.</summary>
    public static async Task<Schema.Types.Type> LifeOfASchemaAsync(SchemaServiceClient schemas, string projectId)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        var project = ProjectName.FromProject(projectId);
        var definition = new Schema
        {
            Type = Schema.Types.Type.Avro,
            Definition = """{"type":"record","name":"Chat","fields":[{"name":"text","type":"string"}]}""",
        };
        await schemas.ValidateSchemaAsync(project, definition);
        var schema = await schemas.CreateSchemaAsync(project, definition, "sample-schema");
        await schemas.DeleteSchemaAsync(schema.SchemaName);
        return schema.Type;
    }
}
