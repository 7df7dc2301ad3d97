namespace PubSubLab.Configuration;

/// <summary>The names under which settings stand in <c>dev.env</c> and in the environment.</summary>
internal static class SettingKeys
{
    public const string Backend = "BACKEND";
    public const string ProjectId = "PROJECT_ID";
    public const string TopicName = "TOPIC_NAME";
    public const string SubscriptionName = "SUBSCRIPTION_NAME";
    public const string PublisherCredentials = "PUBLISHER_CREDENTIALS";
    public const string SubscriberCredentials = "SUBSCRIBER_CREDENTIALS";
    public const string PublisherAccount = "PUBLISHER_ACCOUNT";
    public const string SubscriberAccount = "SUBSCRIBER_ACCOUNT";
    public const string EmulatorHost = "PUBSUB_EMULATOR_HOST";
    public const string Endpoint = "PUBSUB_ENDPOINT";
    public const string RedisUrl = "REDIS_URL";
    public const string RabbitMqUrl = "RABBITMQ_URL";
    public const string CeleryResultUrl = "CELERY_RESULT_URL";
    public const string CeleryAcksLate = "CELERY_ACKS_LATE";
    public const string CeleryVisibilityTimeout = "CELERY_VISIBILITY_TIMEOUT";
    public const string SlowHandlerSeconds = "SLOW_HANDLER_SECONDS";

    /// <summary>All of them, in the order of <c>dev.env.template</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Backend, ProjectId, TopicName, SubscriptionName, PublisherCredentials, SubscriberCredentials, PublisherAccount, SubscriberAccount, EmulatorHost, Endpoint, RedisUrl, RabbitMqUrl,
        CeleryResultUrl, CeleryAcksLate, CeleryVisibilityTimeout, SlowHandlerSeconds,
    ];
}
