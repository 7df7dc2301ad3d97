namespace PubSubLab.Transports.Celery;

/// <summary>The side that brings a failed task back where Pub/Sub is the broker.</summary>
public enum RetriedBy
{
    /// <summary>The worker: it publishes the next attempt with <c>retries</c> and <c>eta</c>, as Celery does.</summary>
    Celery,

    /// <summary>The service: by the subscription's retry policy and dead-letter policy, which count deliveries.</summary>
    PubSub,
}
