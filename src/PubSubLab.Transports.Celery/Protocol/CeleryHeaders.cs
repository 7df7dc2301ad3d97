namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>Names of headers and attributes with a meaning of their own (Celery docs, Message Protocol, Version 2).</summary>
internal static class CeleryHeaders
{
    /// <summary>The attribute that names the Celery task, and so the handler.</summary>
    public const string TaskAttribute = "celery_task";

    /// <summary>The attribute with the seconds to wait before the task runs.</summary>
    public const string CountdownAttribute = "celery_countdown";

    /// <summary>The attribute with the moment before which the task must not run, ISO 8601.</summary>
    public const string EtaAttribute = "celery_eta";

    /// <summary>The attribute with the seconds, or the moment, after which the task is not worth running.</summary>
    public const string ExpiresAttribute = "celery_expires";

    /// <summary>The attribute with the message's priority.</summary>
    public const string PriorityAttribute = "celery_priority";

    /// <summary>A header of the lab's own: the publisher named no handler, so the worker's own is meant.</summary>
    public const string AnyHandler = "lab_any_handler";

    /// <summary>A header of the lab's own: the ordering key, carried along; no queue keeps an order by it.</summary>
    public const string OrderingKey = "lab_ordering_key";

    /// <summary>A header of the lab's own: when the lab published the task, ISO 8601.</summary>
    public const string PublishedAt = "lab_published_at";

    /// <summary>Headers of the protocol and fields of Celery's request that a header would shadow: no attribute can have these names.</summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(StringComparer.Ordinal)
    {
        "lang", "task", "id", "shadow", "eta", "expires", "group", "group_index", "retries", "timelimit", "root_id", "parent_id",
        "argsrepr", "kwargsrepr", "origin", "ignore_result", "meth", "compression", "redelivered", "stamps", "stamped_headers",
        "replaced_task_nesting", "args", "kwargs", "hostname", "delivery_info", "reply_to", "correlation_id", "properties", "headers",
        "callbacks", "errbacks", "chain", "chord", "utc", "called_directly", "is_eager", "taskset", "x-death", "x-first-death-exchange",
        "x-first-death-queue", "x-first-death-reason", "x-delivery-count", "x-dotnet-pub-seq-no", AnyHandler, OrderingKey, PublishedAt,
    };
}
