namespace PubSubLab.Transports.Celery;

/// <summary>The type of queues that are made on RabbitMQ (<c>task_default_queue_type</c>).</summary>
public enum CeleryQueueType
{
    /// <summary>A classic queue, Celery's default.</summary>
    Classic,

    /// <summary>A replicated queue, <c>x-queue-type</c> quorum.</summary>
    Quorum,
}
