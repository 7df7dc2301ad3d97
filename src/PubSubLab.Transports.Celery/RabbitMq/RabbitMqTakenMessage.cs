using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>A message delivered by RabbitMQ, to be answered on the channel it came by.</summary>
internal sealed class RabbitMqTakenMessage(RabbitMqSubscription worker, ChannelConsumers consumers, ulong tag) : ITakenMessage
{
    private Task<bool>? _answered;

    /// <inheritdoc/>
    public Task<bool> AckAsync() => AnswerAsync("An acknowledgement", c => c.BasicAckAsync(tag, multiple: false));

    /// <inheritdoc/>
    public Task<bool> RequeueAsync() => AnswerAsync("Giving a task back", c => c.BasicNackAsync(tag, multiple: false, requeue: true));

    /// <inheritdoc/>
    public async Task<bool> RetryAsync(CeleryMessage next)
    {
        // First there again, then gone: between the two it can be there twice, never not at all.
        var publish = worker.TellAsync(
            "Publishing the next attempt", consumers.Channel, _ => new ValueTask(worker.PublishAsync(next)), _answered is null ? "The task comes again." : ITakenMessage.Lost);
        if (await publish)
        {
            return await AckAsync();
        }

        await RequeueAsync();
        return false;
    }

    /// <inheritdoc/>
    public Task<bool> DeadLetterAsync() =>
        // The broker moves it to the queue's dead-letter exchange; without one it drops it.
        AnswerAsync("Dead-lettering", c => c.BasicNackAsync(tag, multiple: false, requeue: false));

    /// <inheritdoc/>
    public Task<bool> RefuseAsync() => DeadLetterAsync();

    /// <inheritdoc/>
    public Task HoldAsync(DateTimeOffset until) => worker.HoldAsync(consumers);

    /// <inheritdoc/>
    public Task<bool> EndHoldAsync() => worker.EndHoldAsync(consumers);

    private Task<bool> AnswerAsync(string what, Func<IChannel, ValueTask> answer) => _answered ??= worker.AnswerAsync(what, consumers, answer);
}
