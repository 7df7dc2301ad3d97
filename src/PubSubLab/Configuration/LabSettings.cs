namespace PubSubLab.Configuration;

/// <summary>Everything that can be configured, checked. Read once, at the start, by <see cref="SettingsReader"/>.</summary>
internal sealed record LabSettings
{
    /// <summary>The port of the open lab and of <c>emulator</c>, as Google's emulator has it.</summary>
    public const int DefaultPort = 8085;

    /// <summary>The backend. Default: embedded, or emulator if only <c>PUBSUB_EMULATOR_HOST</c> is set.</summary>
    public Backend Backend { get; init; } = Backend.Embedded;

    /// <summary>The project's id. Default: <c>pubsublab</c>; required on cloud.</summary>
    public string ProjectId { get; init; } = "pubsublab";

    /// <summary>The topic's id. Default: <c>lab-tasks</c>.</summary>
    public string Topic { get; init; } = "lab-tasks";

    /// <summary>The subscription's id. Default: <c>lab-tasks-sub</c>.</summary>
    public string Subscription { get; init; } = "lab-tasks-sub";

    /// <summary>The account that publishes; used on cloud.</summary>
    public AccountSettings Publisher { get; init; } = new("publisher", SettingKeys.PublisherCredentials, SettingKeys.PublisherAccount);

    /// <summary>The account that consumes; used on cloud.</summary>
    public AccountSettings Subscriber { get; init; } = new("subscriber", SettingKeys.SubscriberCredentials, SettingKeys.SubscriberAccount);

    /// <summary>Host and port of the emulator to use, or of the open lab to join; null where nothing was said.</summary>
    public string? EmulatorHost { get; init; }

    /// <summary>Another endpoint of Google Cloud Pub/Sub, a regional one for instance; null for the global one.</summary>
    public string? CloudEndpoint { get; init; }

    /// <summary>Where Redis is, for Celery; may hold a password, so it is never printed. Null where nothing was said.</summary>
    public string? RedisUrl { get; init; }

    /// <summary>Where RabbitMQ is, for Celery; may hold a password, so it is never printed. Null where nothing was said.</summary>
    public string? RabbitMqUrl { get; init; }

    /// <summary>The Redis where Celery's results go; never printed. Null for <see cref="RedisUrl"/>.</summary>
    public string? CeleryResultUrl { get; init; }

    /// <summary>Celery: acknowledge after the handler. Default: true.</summary>
    public bool CeleryAcksLate { get; init; } = true;

    /// <summary>Celery on Redis: the visibility timeout. Default: null, for the worker's ack deadline.</summary>
    public TimeSpan? CeleryVisibilityTimeout { get; init; }

    /// <summary>Duration of a task in SlowHandler. Default: 5 s.</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The <c>dev.env</c> that was read; null where there is none.</summary>
    public string? File { get; init; }
}
