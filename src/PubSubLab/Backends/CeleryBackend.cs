using PubSubLab.Configuration;
using PubSubLab.Lab.Journal;
using PubSubLab.Transports.Celery;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on a broker.</summary>
internal abstract class CeleryBackend(SettingValues values, LabSettings settings) : Backend(settings)
{
    /// <summary>The address of Redis: a broker, and where results go by default.</summary>
    protected const string RedisKey = "REDIS_URL";

    private const string ResultKey = "CELERY_RESULT_URL";
    private const string LateKey = "CELERY_ACKS_LATE";

    /// <summary>The Redis where results go; never printed. Null for none.</summary>
    public string? ResultUrl { get; } = values.Text(ResultKey) ?? values.Text(RedisKey);

    /// <summary>Acknowledge after the handler. Default: true.</summary>
    public bool AcksLate { get; } = values.Checked(LateKey, t => t is "true" or "false", "true or false") != "false";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [RedisKey, ResultKey, LateKey];

    /// <summary>The options of a transport that tells a journal.</summary>
    protected virtual CeleryOptions OptionsOf(LabJournal journal) => new()
    {
        AcksLate = AcksLate,
        ResultUrl = ResultUrl,
        Time = journal.Time,
        Connection = (kind, worker, data) => journal.Append(kind, worker, data: data),
        Notice = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
    };
}
