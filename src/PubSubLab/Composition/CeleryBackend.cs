using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Redis;

namespace PubSubLab.Composition;

/// <summary>From settings to Celery's task queue on Redis or RabbitMQ.</summary>
internal static class CeleryBackend
{
    /// <summary>The transport; it connects when it is first used. What it has to say goes to the journal.</summary>
    /// <exception cref="LabException">An address cannot be read.</exception>
    public static ICeleryTransport Open(LabSettings settings, Backend backend, LabJournal journal)
    {
        var options = new CeleryOptions
        {
            AcksLate = settings.CeleryAcksLate,
            VisibilityTimeout = settings.CeleryVisibilityTimeout,
            ResultUrl = settings.CeleryResultUrl ?? settings.RedisUrl,
            Time = journal.Time,
            Connection = (kind, worker, data) => journal.Append(kind, worker, data: data),
            Notice = sentence => journal.Append(LabEventKind.Note, data: new Reason(sentence)),
        };
        return backend == Backend.Redis
            ? new RedisCeleryTransport(settings.RedisUrl!, options, SettingKeys.RedisUrl)
            : new RabbitMqCeleryTransport(settings.RabbitMqUrl!, options, SettingKeys.RabbitMqUrl);
    }
}
