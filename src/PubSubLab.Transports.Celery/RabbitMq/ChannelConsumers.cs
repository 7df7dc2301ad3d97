using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>
/// A worker's consumers on one channel: one with the worker's prefetch, and one with a prefetch of one for each task that waits for its eta.
/// RabbitMQ cannot change the prefetch of a consumer that runs, and quorum queues refuse one for the whole channel (RabbitMQ docs, Consumer
/// Prefetch; Quorum Queues, Global QoS).
/// </summary>
internal sealed class ChannelConsumers(IChannel channel, string queue, Func<ChannelConsumers, BasicDeliverEventArgs, Task> received) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly AnswerBarrier _barrier = new(() => SetPrefetchAsync(channel, 1));
    private readonly Stack<string> _tags = [];
    private bool _cancelled;

    /// <summary>The channel.</summary>
    public IChannel Channel => channel;

    /// <summary>Completes when RabbitMQ has all answers that were sent on the channel before this call.</summary>
    public Task AnswersArriveAsync() => _barrier.PassAsync();

    /// <summary>Starts the worker's own consumer.</summary>
    /// <param name="prefetch">How many tasks it may have unanswered.</param>
    /// <param name="ended">Called when the consumer ends.</param>
    /// <param name="cancellation">Not heeded once RabbitMQ was asked: what it sent in the meantime would be handled and never acknowledged.</param>
    public async Task StartAsync(int prefetch, Action ended, CancellationToken cancellation)
    {
        await SetPrefetchAsync(channel, (ushort)Math.Min(prefetch, ushort.MaxValue));
        var consumer = Create();
        consumer.UnregisteredAsync += (_, _) =>
        {
            ended();
            return Task.CompletedTask;
        };
        cancellation.ThrowIfCancellationRequested();
        _tags.Push(await channel.BasicConsumeAsync(queue, autoAck: false, consumer, CancellationToken.None));

        // For every consumer that the channel gets from now on.
        await SetPrefetchAsync(channel, 1);
    }

    /// <summary>Makes room for one more task.</summary>
    public Task MakeRoomAsync() => InTurnAsync(async () =>
    {
        if (!_cancelled)
        {
            _tags.Push(await channel.BasicConsumeAsync(queue, autoAck: false, Create()));
        }
    });

    /// <summary>Takes the room for one task away again.</summary>
    public Task TakeRoomAsync() => InTurnAsync(async () =>
    {
        if (_tags.Count > 1)
        {
            await channel.BasicCancelAsync(_tags.Pop());
        }
    });

    /// <summary>Ends all consumers; what they brought can still be answered.</summary>
    public Task CancelAsync() => InTurnAsync(async () =>
    {
        _cancelled = true;
        while (_tags.TryPop(out var tag))
        {
            await channel.BasicCancelAsync(tag);
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static Task SetPrefetchAsync(IChannel channel, ushort count) => channel.BasicQosAsync(0, count, global: false);

    private AsyncEventingBasicConsumer Create()
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => received(this, delivery);
        return consumer;
    }

    private async Task InTurnAsync(Func<Task> work)
    {
        await _gate.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _gate.Release();
        }
    }
}
