using PubSubLab.Configuration;
using PubSubLab.Doctor;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Opening;
using PubSubLab.Transports.Celery;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on a broker.</summary>
internal abstract class CeleryBackend(SettingValues values, LabSettings settings) : Backend(settings)
{
    /// <summary>The address of Redis: a broker, and where results go by default.</summary>
    protected const string RedisKey = "REDIS_URL";

    private const string ResultKey = "CELERY_RESULT_URL";
    private const string LateKey = "CELERY_ACKS_LATE";
    private const string VisibilityKey = "CELERY_VISIBILITY_TIMEOUT";
    private const string EventsKey = "CELERY_TASK_EVENTS";
    private const string StartedKey = "CELERY_TRACK_STARTED";
    private const string TasksKey = "CELERY_TASKS";

    /// <summary>The broker's address; may hold a password, so it is never printed. Null where nothing was said.</summary>
    public abstract string? Url { get; }

    /// <summary>The Redis where results go; never printed. Null for none.</summary>
    public string? ResultUrl { get; } = values.Text(ResultKey) ?? values.Text(RedisKey);

    /// <summary>Acknowledge after the handler. Default: true.</summary>
    public bool AcksLate { get; } = Switch(values, LateKey) ?? true;

    /// <summary>Announce each task's states. Default: false.</summary>
    public bool SendTaskEvents { get; } = Switch(values, EventsKey) ?? false;

    /// <summary>Store the result STARTED. Default: false.</summary>
    public bool TrackStarted { get; } = Switch(values, StartedKey) ?? false;

    /// <summary>On Redis: the visibility timeout. Default: null, for the worker's ack deadline.</summary>
    public TimeSpan? VisibilityTimeout { get; } = ReadVisibility(values);

    /// <summary>Handlers by the names that tasks have elsewhere. Default: none.</summary>
    public IReadOnlyDictionary<string, string> HandlerOfTask { get; } = ReadTasks(values);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Keys => [UrlKey, RedisKey, ResultKey, LateKey, VisibilityKey, EventsKey, StartedKey, TasksKey];

    /// <inheritdoc/>
    public sealed override string Configuration => $"{base.Configuration}, {UrlKey}";

    /// <summary>Checks presence only: the reader of an address reports its errors without the password.</summary>
    public sealed override IEnumerable<string> Problems =>
        Url is null ? [$"{UrlKey} is not set, and {SettingKeys.Backend} is {Name}. Set it to where {Broker} is, for example {Example}."] : [];

    /// <summary>The setting for <see cref="Url"/>.</summary>
    protected abstract string UrlKey { get; }

    /// <summary>The broker's name, for a person.</summary>
    protected abstract string Broker { get; }

    /// <summary>An address as an example.</summary>
    protected abstract string Example { get; }

    /// <inheritdoc/>
    public sealed override LabBackend Join(LabJournal journal) => new(Transport(journal), null, LabPorts.None);

    /// <inheritdoc/>
    public sealed override IAsyncEnumerable<Finding> CheckAsync(Func<string, Task<bool>> mayCreate, CancellationToken cancellation) =>
        new CeleryCheck(Settings, () => Transport(new LabJournal())).RunAsync(cancellation);

    /// <summary>Makes the transport; it connects when it is first used.</summary>
    /// <exception cref="LabException">An address cannot be read.</exception>
    protected abstract ICeleryTransport Make(CeleryOptions options);

    private ICeleryTransport Transport(LabJournal journal) => Make(new CeleryOptions
    {
        AcksLate = AcksLate,
        VisibilityTimeout = VisibilityTimeout,
        SendTaskEvents = SendTaskEvents,
        TrackStarted = TrackStarted,
        HandlerOfTask = HandlerOfTask,
        ResultUrl = ResultUrl,
        Time = journal.Time,
        Connection = (kind, worker, data) => journal.Append(kind, worker, data: data),
        Notice = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
    });

    private static bool? Switch(SettingValues values, string key) =>
        values.Checked(key, t => t is "true" or "false", "true or false") is { } text ? text == "true" : null;

    private static Dictionary<string, string> ReadTasks(SettingValues values)
    {
        var tasks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in (values.Text(TasksKey) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split('=', StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } task, { Length: > 0 } handler])
            {
                values.Refuse($"{TasksKey} has the entry '{entry}'; each must be TASK=HANDLER, for example proj.tasks.add=slow,proj.tasks.mail=echo.");
            }
            else if (!tasks.TryAdd(task, handler))
            {
                values.Refuse($"{TasksKey} names the task '{task}' twice. Name each once.");
            }
        }

        return tasks;
    }

    private static TimeSpan? ReadVisibility(SettingValues values)
    {
        var timeout = values.Seconds(VisibilityKey);
        if (timeout == TimeSpan.Zero)
        {
            values.Refuse($"{VisibilityKey} is 0, so every task would be given to another worker at once. Set it to more than the longest handler takes, in seconds.");
        }

        return timeout;
    }
}
