using PubSubLab.Lab;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>
/// Knows whether RabbitMQ blocks publishers, as it does during a memory or disk alarm (RabbitMQ docs, Blocked Connections), and says so once
/// each time. RabbitMQ tells only a connection that publishes.
/// </summary>
internal sealed class PublishGate(BrokerAddresses address, CeleryOptions options)
{
    private volatile string? _reason;

    /// <summary>Whether RabbitMQ said that it blocks the connection.</summary>
    public bool IsBlocked => _reason is not null;

    /// <summary>Watches a connection that publishes.</summary>
    public void Watch(IConnection connection)
    {
        _reason = null;
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            if (Interlocked.Exchange(ref _reason, blocked.Reason) is null)
            {
                options.Notice($"{Sentence(blocked.Reason)} Published tasks wait for at most {Durations.Format(options.ConfirmPatience)}.");
            }

            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            _reason = null;
            options.Notice($"RabbitMQ at {address} takes tasks again.");
            return Task.CompletedTask;
        };
    }

    /// <summary>Of a task whose confirm did not come within the patience: RabbitMQ may take it when the alarm is over.</summary>
    public LabException NotConfirmed() => new($"{Sentence(options.ConfirmPatience)} It may take the task all the same.") { OutcomeIsUnknown = true };

    /// <summary>Of a trial without a task.</summary>
    public LabException Blocked() => new(Sentence(options.Patience));

    private string Sentence(TimeSpan waited) =>
        _reason is { } reason ? Sentence(reason) : $"RabbitMQ at {address} did not confirm within {Durations.Format(waited)}.";

    private string Sentence(string reason) =>
        $"RabbitMQ at {address} blocks publishers: {reason}. Let workers empty its queues, or raise its memory or disk limit.";
}
