using PubSubLab.Configuration;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.RabbitMq;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on RabbitMQ, at <c>RABBITMQ_URL</c>.</summary>
internal sealed class RabbitMqBackend(SettingValues values, LabSettings settings) : CeleryServerBackend(values, settings)
{
    private const string RabbitMqKey = "RABBITMQ_URL";
    private const string ManagementKey = "RABBITMQ_MANAGEMENT_URL";
    private const string TypeKey = "CELERY_TASK_DEFAULT_QUEUE_TYPE";
    private const string DelayKey = "CELERY_NATIVE_DELAYED_DELIVERY";

    /// <summary>The type of queues that are made. Default: classic.</summary>
    public CeleryQueueType QueueType { get; } =
        values.Checked(TypeKey, static t => t is "classic" or "quorum", "classic or quorum") == "quorum" ? CeleryQueueType.Quorum : CeleryQueueType.Classic;

    /// <summary>Let RabbitMQ keep tasks until their eta. Default: null, for on with quorum queues, as in Celery.</summary>
    public bool? NativeDelay { get; } = Switch(values, DelayKey);

    /// <inheritdoc/>
    public override string Name => "rabbitmq";

    /// <inheritdoc/>
    public override int Position => 6;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [.. base.Keys, ManagementKey, TypeKey, DelayKey];

    /// <inheritdoc/>
    public override string? Url { get; } = values.Text(RabbitMqKey);

    /// <summary>Where its management plugin is; never printed. Default: null, for the plugin's default port.</summary>
    public string? ManagementUrl { get; } = values.Text(ManagementKey);

    /// <inheritdoc/>
    protected override string UrlKey => RabbitMqKey;

    /// <inheritdoc/>
    protected override string Broker => "RabbitMQ";

    /// <inheritdoc/>
    protected override string Example => "amqp://guest:guest@127.0.0.1:5672//";

    /// <inheritdoc/>
    protected override ICeleryTransport Make(CeleryOptions options) =>
        new RabbitMqCeleryTransport(Url!, options with { ManagementUrl = ManagementUrl, QueueType = QueueType, NativeDelay = NativeDelay ?? QueueType == CeleryQueueType.Quorum }, UrlKey);
}
