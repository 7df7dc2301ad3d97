using PubSubLab.Configuration;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on a broker.</summary>
internal abstract class CeleryBackend(SettingValues values, LabSettings settings) : Backend(settings)
{
    /// <summary>The address of Redis: a broker, and where results go by default.</summary>
    protected const string RedisKey = "REDIS_URL";

    private const string ResultKey = "CELERY_RESULT_URL";
    private const string LateKey = "CELERY_ACKS_LATE";
    private const string EventsKey = "CELERY_TASK_EVENTS";
    private const string StartedKey = "CELERY_TRACK_STARTED";
    private const string TasksKey = "CELERY_TASKS";

    /// <summary>The Redis where results go; never printed. Null for none.</summary>
    public string? ResultUrl { get; } = values.Text(ResultKey) ?? values.Text(RedisKey);

    /// <summary>Acknowledge after the handler. Default: true.</summary>
    public bool AcksLate { get; } = Switch(values, LateKey) ?? true;

    /// <summary>Announce each task's states. Default: false.</summary>
    public bool SendTaskEvents { get; } = Switch(values, EventsKey) ?? false;

    /// <summary>Store the result STARTED. Default: false.</summary>
    public bool TrackStarted { get; } = Switch(values, StartedKey) ?? false;

    /// <summary>Handlers by the names that tasks have elsewhere. Default: none.</summary>
    public IReadOnlyDictionary<string, string> HandlerOfTask { get; } = ReadTasks(values);

    /// <summary>The retry policy. Default: at once, without an end.</summary>
    public RetryRule Retry { get; } = CeleryRetrySettings.Read(values);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [RedisKey, ResultKey, LateKey, EventsKey, StartedKey, TasksKey, .. CeleryRetrySettings.Keys];

    /// <summary>The options of a transport that tells a journal.</summary>
    protected virtual CeleryOptions OptionsOf(LabJournal journal) => new()
    {
        AcksLate = AcksLate,
        SendTaskEvents = SendTaskEvents,
        TrackStarted = TrackStarted,
        HandlerOfTask = HandlerOfTask,
        Retry = Retry,
        ResultUrl = ResultUrl,
        Time = journal.Time,
        Connection = (kind, worker, data) => journal.Append(kind, worker, data: data),
        Notice = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
    };

    /// <summary>A setting that is true or false; null where it is not set.</summary>
    protected static bool? Switch(SettingValues values, string key) =>
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
}
