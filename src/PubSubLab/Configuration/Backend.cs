namespace PubSubLab.Configuration;

/// <summary>The lab's backend (<c>BACKEND</c>).</summary>
internal enum Backend
{
    /// <summary>The emulator inside the lab: nothing to install. The default.</summary>
    Embedded,

    /// <summary>An emulator that runs elsewhere, ours or Google's, at <c>PUBSUB_EMULATOR_HOST</c>.</summary>
    Emulator,

    /// <summary>A Google Cloud project.</summary>
    Cloud,

    /// <summary>Celery's task queue on Redis, at <c>REDIS_URL</c>.</summary>
    Redis,

    /// <summary>Celery's task queue on RabbitMQ, at <c>RABBITMQ_URL</c>.</summary>
    RabbitMq,
}
