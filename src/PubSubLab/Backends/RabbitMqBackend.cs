using PubSubLab.Configuration;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.RabbitMq;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on RabbitMQ, at <c>RABBITMQ_URL</c>.</summary>
internal sealed class RabbitMqBackend(SettingValues values, LabSettings settings) : CeleryServerBackend(values, settings)
{
    private const string RabbitMqKey = "RABBITMQ_URL";

    /// <inheritdoc/>
    public override string Name => "rabbitmq";

    /// <inheritdoc/>
    public override int Position => 6;

    /// <inheritdoc/>
    public override string? Url { get; } = values.Text(RabbitMqKey);

    /// <inheritdoc/>
    protected override string UrlKey => RabbitMqKey;

    /// <inheritdoc/>
    protected override string Broker => "RabbitMQ";

    /// <inheritdoc/>
    protected override string Example => "amqp://guest:guest@127.0.0.1:5672//";

    /// <inheritdoc/>
    protected override ICeleryTransport Make(CeleryOptions options) => new RabbitMqCeleryTransport(Url!, options, UrlKey);
}
