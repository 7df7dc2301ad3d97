using Google.Cloud.PubSub.V1;
using PubSubLab.Lab;

namespace PubSubLab.Transports.PubSub;

/// <summary>The settings of a subscription that matter to a lab that pulls from it.</summary>
public sealed record SubscriptionFacts
{
    /// <summary>The name of the topic of a subscription whose topic was deleted (google.pubsub.v1.Subscription.topic).</summary>
    private const string DeletedTopic = "_deleted-topic_";

    // The meaning of an absent policy (google.pubsub.v1.Subscription.expiration_policy).
    private static readonly TimeSpan s_defaultExpiration = TimeSpan.FromDays(31);

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The project of its topic; empty where the topic was deleted.</summary>
    public required string TopicProject { get; init; }

    /// <summary>The id of its topic; empty where the topic was deleted.</summary>
    public required string Topic { get; init; }

    /// <summary>Whether its topic was deleted. Messages that it has can still be pulled; none come any more.</summary>
    public bool IsTopicDeleted => Topic.Length == 0;

    /// <summary>Where its messages are sent instead of waiting for a pull, "a push endpoint"; null where they can be pulled.</summary>
    public string? SentTo { get; init; }

    /// <summary>Whether it was detached from its topic, and lost its messages with that.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Whether the order of a key's messages is kept.</summary>
    public bool Ordering { get; init; }

    /// <summary>Whether delivery is exactly once.</summary>
    public bool ExactlyOnce { get; init; }

    /// <summary>Full name of the topic for messages that cannot be handled; null where there is none.</summary>
    public string? DeadLetterTopic { get; init; }

    /// <summary>Number of delivery attempts before a message goes there.</summary>
    public int MaxDeliveryAttempts { get; init; }

    /// <summary>The filter; null where everything arrives.</summary>
    public string? Filter { get; init; }

    /// <summary>Time without use after which the subscription is deleted; null for never.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>The reason why no pull works; null if pulls work.</summary>
    public Obstacle? NoPull => this switch
    {
        { IsDetached: true } => new Obstacle(
            $"Subscription {Id} is detached from its topic: no message arrives in it, and none can be pulled.",
            "A detached subscription stays detached. Make a new one, and name it in SUBSCRIPTION_NAME."),
        { SentTo: { } target } => new Obstacle(
            $"Subscription {Id} sends its messages to {target}, so none can be pulled.",
            "Make a pull subscription beside it, and name it in SUBSCRIPTION_NAME."),
        _ => null,
    };

    /// <summary>The reason why messages of a topic do not arrive; null if they do.</summary>
    public Obstacle? NothingFrom(string project, string topic) => this switch
    {
        { IsTopicDeleted: true } => new Obstacle(
            $"The topic of subscription {Id} was deleted, so no message arrives in it any more.",
            "A new topic of the same name does not change that. Make a new subscription, and name it in SUBSCRIPTION_NAME."),
        _ when TopicProject != project => new Obstacle(
            $"Subscription {Id} is on topic {Topic} of another project, {TopicProject}. What is published to {topic} in {project} does not arrive there.",
            "Change PROJECT_ID, TOPIC_NAME or SUBSCRIPTION_NAME in dev.env."),
        _ when Topic != topic => new Obstacle(
            $"Subscription {Id} is on topic {Topic}. What is published to {topic} does not arrive there.",
            "Change TOPIC_NAME or SUBSCRIPTION_NAME in dev.env."),
        _ => null,
    };

    internal static SubscriptionFacts Of(Subscription subscription)
    {
        var (project, topic) = TopicName.TryParse(subscription.Topic, out var name) ? (name.ProjectId, name.TopicId) : ("", "");
        if (subscription.Topic == DeletedTopic || topic == DeletedTopic)
        {
            (project, topic) = ("", "");
        }

        return new SubscriptionFacts
        {
            Id = OutsideText.Printable(subscription.SubscriptionName.SubscriptionId),
            TopicProject = OutsideText.Printable(project),
            Topic = OutsideText.Printable(topic),
            SentTo = SentToOf(subscription),
            IsDetached = subscription.Detached,
            Ordering = subscription.EnableMessageOrdering,
            ExactlyOnce = subscription.EnableExactlyOnceDelivery,
            DeadLetterTopic = subscription.DeadLetterPolicy?.DeadLetterTopic is { Length: > 0 } letters ? OutsideText.Printable(letters) : null,
            MaxDeliveryAttempts = subscription.DeadLetterPolicy?.MaxDeliveryAttempts ?? 0,
            Filter = subscription.Filter.Length > 0 ? OutsideText.Printable(subscription.Filter) : null,
            ExpiresAfter = subscription.ExpirationPolicy is { } policy ? policy.Ttl?.ToTimeSpan() : s_defaultExpiration,
        };
    }

    private static string? SentToOf(Subscription subscription) => subscription switch
    {
        // Without the query: it often holds a token.
        { PushConfig.PushEndpoint: { Length: > 0 } endpoint } =>
            Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) ? $"a push endpoint at {OutsideText.Printable(uri.IdnHost)}" : "a push endpoint",
        { BigqueryConfig.Table: { Length: > 0 } table } => $"the BigQuery table {OutsideText.Printable(table)}",
        { CloudStorageConfig.Bucket: { Length: > 0 } bucket } => $"the Cloud Storage bucket {OutsideText.Printable(bucket)}",
        { BigtableConfig.Table: { Length: > 0 } table } => $"the Bigtable table {OutsideText.Printable(table)}",
        _ => null,
    };
}
