using PubSubLab.Lab;

namespace PubSubLab.Transports.Celery;

/// <summary>Notes for a person about a task queue and its settings.</summary>
internal static class CeleryNotes
{
    private const string NoFilters =
        "A queue has no filters: a task for a user goes by the routing key user.ID, and only the filter attributes.user_id = \"…\" can be mapped. Ordering keys are carried but keep no order.";

    /// <summary>The rule for failing tasks where Celery brings them back.</summary>
    public const string FailureRule =
        "A failed task is published again, with one retry more and, where there is a backoff, with an eta until which a worker holds it. After the last attempt " +
        "its result is FAILURE and it goes to the dead-letter topic (Celery docs, Tasks, Retrying).";

    public static IReadOnlyList<string> ForRedis(CeleryOptions options) =>
    [
        Acks(options),
        (options.VisibilityTimeout is { } visibility
            ? $"Visibility timeout {Durations.Format(visibility)}"
            : "The visibility timeout is the worker's ack deadline")
        + $" (Celery's own default is {Durations.Format(CeleryOptions.CelerysVisibilityTimeout)}); nothing extends it, so a longer task is done twice. Every program on this Redis must use the same one.",
        NoFilters,
    ];

    public static IReadOnlyList<string> ForRabbitMq(CeleryOptions options) =>
    [
        Acks(options) + " There is no visibility timeout: what a worker had comes back when its connection ends. A memory or disk alarm blocks publishers; the lab says so when it happens.",
        options.ResultUrl is null
            ? "No results are stored: set CELERY_RESULT_URL=redis://… where AsyncResult.get() is to find them."
            : "Results are stored on Redis (CELERY_RESULT_URL).",
        NoFilters,
    ];

    public static IReadOnlyList<string> ForGcPubSub(CeleryOptions options) =>
    [
        Acks(options) + " A lease is extended while a task runs. What a dead worker had comes back when its lease ends: 10 s on a worker of the lab, 240 s on one of Python.",
        options.Retries == RetriedBy.Celery
            ? "A failed task is published again with retries and eta, as Celery does (GCPUBSUB_RETRY=celery)."
            : "A failed task is nacked; the subscription's retry policy and dead-letter policy decide (GCPUBSUB_RETRY=pubsub).",
        options.ResultUrl is null
            ? "No results are stored: set CELERY_RESULT_URL=redis://… where AsyncResult.get() is to find them."
            : "Results are stored on Redis (CELERY_RESULT_URL).",
        NoFilters,
        "Kombu has no priorities on Pub/Sub: celery_priority is carried and changes nothing.",
    ];

    private static string Acks(CeleryOptions options) => options.AcksLate
        ? "Tasks are acknowledged after the handler (acks_late on; Celery's own default is off)."
        : "Tasks are acknowledged before the handler (acks_late off, Celery's own default): a killed worker's outstanding tasks are lost.";
}
