using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>A message that Pub/Sub delivered to a worker; its lease is extended until it has an answer.</summary>
internal sealed class PubSubTakenMessage(GcPubSubSubscription worker, Delivery delivery, RetriedBy retried) : ITakenMessage
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<Verdict> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Verdict? _said;

    /// <summary>The answer for Pub/Sub, once there is one.</summary>
    public Task<Verdict> Answer => _answer.Task;

    /// <summary>The task's id; empty until the message was read.</summary>
    public string TaskId { get; private set; } = "";

    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedMessageException">It is no envelope of Kombu's.</exception>
    public CeleryMessage Read()
    {
        var message = KombuEnvelope.Read(delivery.Task.Data);
        TaskId = message.CorrelationId;
        return message;
    }

    /// <inheritdoc/>
    public int AttemptAfter(int retries) => retried switch
    {
        RetriedBy.Celery => retries + 1,

        // Pub/Sub counts only where there is a dead-letter policy.
        _ => delivery.Attempt == 0 ? 0 : retries + delivery.Attempt,
    };

    /// <inheritdoc/>
    public Task<bool> AckAsync() => Task.FromResult(Say(Verdict.Ack));

    /// <inheritdoc/>
    public Task<bool> RequeueAsync() => Task.FromResult(Say(Verdict.Nack));

    /// <inheritdoc/>
    public Task<bool> RetryAsync(CeleryMessage next) =>
        retried == RetriedBy.PubSub && !Answer.IsCompleted ? RequeueAsync() : ReplaceAsync("Publishing the next attempt", () => worker.PublishAsync(next));

    /// <inheritdoc/>
    public Task<bool> DeadLetterAsync() => retried == RetriedBy.PubSub && !Answer.IsCompleted && worker.HasDeadLetters
        ? RequeueAsync()
        : ReplaceAsync("Dead-lettering", () => worker.DeadLetterAsync(Read().Retry(0, null)));

    /// <inheritdoc/>
    public Task<bool> RefuseAsync() => ReplaceAsync("Dead-lettering a message that was refused", () => worker.DeadLetterAsync(delivery.Task.Data));

    /// <inheritdoc/>
    public Task HoldAsync(DateTimeOffset until) => worker.HoldAsync(until);

    /// <inheritdoc/>
    public async Task<bool> EndHoldAsync()
    {
        await worker.EndHoldAsync();
        return true;
    }

    /// <summary>The worker is dead: nothing is said any more.</summary>
    public void Abandon() => Say(Verdict.Abandon);

    /// <summary>First there again, then gone: between the two it can be there twice, never not at all.</summary>
    private async Task<bool> ReplaceAsync(string what, Func<Task> publish)
    {
        var wasAcked = Answer.IsCompleted;
        if (await worker.TellAsync(what, publish, wasAcked ? ITakenMessage.Lost : "The task comes again."))
        {
            return wasAcked || Say(Verdict.Ack);
        }

        // A topic that refuses does so at once, and a task that came back at once would go round.
        await worker.PauseAsync();
        Say(Verdict.Nack);
        return false;
    }

    private bool Say(Verdict verdict)
    {
        lock (_gate)
        {
            _said ??= verdict;
            _answer.TrySetResult(_said.Value);
            return _said == verdict;
        }
    }
}
