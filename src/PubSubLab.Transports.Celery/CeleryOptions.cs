using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery;

/// <summary>Options of a task queue. A Python application on the same queues should use the same values.</summary>
public sealed record CeleryOptions
{
    /// <summary>Celery's default time until Redis redelivers a silent worker's tasks (Celery docs, Using Redis, Visibility timeout).</summary>
    public static readonly TimeSpan CelerysVisibilityTimeout = TimeSpan.FromHours(1);

    /// <summary>The options with every default.</summary>
    public static CeleryOptions Default { get; } = new();

    /// <summary>
    /// Acknowledge when the handler has ended, so that a worker's death gives its tasks back. Default: true. Celery's own default is
    /// false: it acknowledges before the task runs, and a dead worker's tasks are gone.
    /// </summary>
    public bool AcksLate { get; init; } = true;

    /// <summary>
    /// How long Redis waits for an answer before a task is given to another worker; nothing extends it. Default: null, for the
    /// worker's ack deadline (10 s in the lab). RabbitMQ has none: it gives tasks back when the connection ends.
    /// </summary>
    public TimeSpan? VisibilityTimeout { get; init; }

    /// <summary>Names of keys on Redis. Default: Kombu's.</summary>
    public RedisNaming Naming { get; init; } = new();

    /// <summary>
    /// Announce each task's states (<c>worker_send_task_events</c>, a worker's option <c>-E</c>). Default: false, as in Celery;
    /// <c>celery control enable_events</c> turns it on. A worker always announces itself.
    /// </summary>
    public bool SendTaskEvents { get; init; }

    /// <summary>Store the result STARTED when a handler begins (<c>task_track_started</c>). Default: false, as in Celery.</summary>
    public bool TrackStarted { get; init; }

    /// <summary>Where results go, <c>redis://…</c>. Default: null, for the broker itself on Redis and for no results on RabbitMQ.</summary>
    public string? ResultUrl { get; init; }

    /// <summary>Retention of results. Default: a day, as in Celery (<c>result_expires</c>).</summary>
    public TimeSpan ResultsExpireAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The task's name for what is published without <c>celery_task</c>. Default: <c>echo</c>.</summary>
    public string DefaultTask { get; init; } = "echo";

    /// <summary>
    /// Handlers by the names that tasks have elsewhere, as <c>proj.tasks.add</c>; <c>*</c> is every name without a handler of its own.
    /// Default: none, so that a task's name is the handler's.
    /// </summary>
    public IReadOnlyDictionary<string, string> HandlerOfTask { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The retry policy of queues whose topology asks for none. Default: at once, without an end.</summary>
    public RetryRule Retry { get; init; } = RetryRule.Immediate;

    /// <summary>The side that brings a failed task back on Pub/Sub. Default: the worker, as in Celery and on every other broker.</summary>
    public RetriedBy Retries { get; init; } = RetriedBy.Celery;

    /// <summary>
    /// The highest priority of queues made on RabbitMQ (<c>x-max-priority</c>, 1 to 255). Default: null, for queues without priorities.
    /// On Redis every queue has the steps of <see cref="Naming"/>, with 0 first.
    /// </summary>
    public byte? MaxPriority { get; init; }

    /// <summary>The type of queues made on RabbitMQ. Default: classic, as in Celery. An existing queue stays as it is.</summary>
    public CeleryQueueType QueueType { get; init; }

    /// <summary>
    /// Let RabbitMQ keep tasks until their eta, in the queues <c>celery_delayed_0</c> to <c>celery_delayed_27</c>. Default: false; Celery does it
    /// where a queue is of type quorum.
    /// </summary>
    public bool NativeDelay { get; init; }

    /// <summary>
    /// Where RabbitMQ's management plugin is, <c>http[s]://[user:password@]host[:port][/prefix]</c>. Default: null, for its default port, with the
    /// broker's user, where the broker has its default port too.
    /// </summary>
    public string? ManagementUrl { get; init; }

    /// <summary>Time limit of a broker's answer. Default: 5 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait for RabbitMQ's confirm of a published task. Default: 20 s, so that a verb that is told to end does so in time while a
    /// memory or disk alarm blocks publishers.
    /// </summary>
    public TimeSpan ConfirmPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Seed of the jitter of retries: with it every worker draws the same sequence for its name again. Default: null, for another one
    /// each time, so that workers in several processes do not wait in step.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets a sentence for what nobody else is told: a message refused, a connection lost. Called from any thread.</summary>
    public Action<string> Notice { get; init; } = static _ => { };

    /// <summary>Gets what changes about a worker's connection. Default: it goes to <see cref="Notice"/>.</summary>
    public ConnectionTeller? Connection { get; init; }

    /// <summary>Says that a worker lost its connection, or has it again.</summary>
    internal void TellConnection(LabEventKind kind, string worker, string sentence)
    {
        if (Connection is { } connection)
        {
            connection(kind, worker, new Reason(sentence));
        }
        else
        {
            Notice($"{worker}: {sentence}");
        }
    }
}
