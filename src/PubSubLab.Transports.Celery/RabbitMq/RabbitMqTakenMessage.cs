using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;
using RabbitMQ.Client;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>A message delivered by RabbitMQ, to be answered on the channel it came by.</summary>
internal sealed class RabbitMqTakenMessage(RabbitMqSubscription worker, IChannel channel, ulong tag) : ITakenMessage
{
    private bool _answered;

    /// <inheritdoc/>
    public Task AckAsync() => AnswerAsync("An acknowledgement", c => c.BasicAckAsync(tag, multiple: false));

    /// <inheritdoc/>
    public Task RequeueAsync() => AnswerAsync("Giving a task back", c => c.BasicNackAsync(tag, multiple: false, requeue: true));

    /// <inheritdoc/>
    public async Task RetryAsync(CeleryMessage next)
    {
        // First there again, then gone: between the two it can be there twice, never not at all.
        if (await worker.TellAsync("Publishing the next attempt", channel, _ => new ValueTask(worker.PublishAsync(next))))
        {
            await AckAsync();
        }
        else
        {
            await RequeueAsync();
        }
    }

    /// <inheritdoc/>
    public Task DeadLetterAsync() =>
        // The broker moves it to the queue's dead-letter exchange; without one it drops it.
        AnswerAsync("Dead-lettering", c => c.BasicNackAsync(tag, multiple: false, requeue: false));

    /// <inheritdoc/>
    public Task HoldAsync(DateTimeOffset until) => worker.HoldAsync(channel, 1);

    /// <inheritdoc/>
    public Task<bool> EndHoldAsync() => worker.HoldAsync(channel, -1);

    private Task AnswerAsync(string what, Func<IChannel, ValueTask> answer)
    {
        if (_answered)
        {
            return Task.CompletedTask;
        }

        _answered = true;
        return worker.TellAsync(what, channel, answer);
    }
}
