using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>One worker on a queue: streams of Pub/Sub bring its tasks, and their leases are extended until it answers.</summary>
internal sealed class GcPubSubSubscription(
    GcPubSubCeleryTransport transport, KombuQueue queue, TaskConsumer consumer, SubscribeOptions subscribe, CeleryOptions options) : ITransportSubscription
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, PubSubTakenMessage> _taken = new(StringComparer.Ordinal);
    private readonly AckedIds _acked = new();
    private readonly StreamRooms _rooms = new();
    private Task _watch = Task.CompletedTask;
    private bool _severed;
    private int _disposed;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>Whether its queue has a dead-letter topic.</summary>
    public bool HasDeadLetters => transport.DeadLettersOf(queue.Name).Count > 0;

    /// <summary>Opens the worker's own stream.</summary>
    /// <exception cref="LabException">Pub/Sub refuses it.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var stream = await OpenAsync(subscribe.MaxInFlight, cancellation);
        _rooms.Add(stream, 0);
        _watch = WatchAsync(stream);
        consumer.Appear();
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        consumer.Stop();
        await Task.WhenAll(consumer.DrainAsync(timeout), _rooms.StopAsync(timeout));
        await consumer.DisappearAsync();
        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public void Sever()
    {
        PubSubTakenMessage[] taken;
        lock (_gate)
        {
            _severed = true;
            taken = [.. _taken.Values];
        }

        _rooms.Sever();
        foreach (var message in taken)
        {
            message.Abandon();
        }

        consumer.Sever();
        _completion.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        Sever();
        await _rooms.DisposeAsync();
        await _watch;
        await consumer.DrainAsync();
        await consumer.DisposeAsync();
    }

    /// <summary>Publishes to the worker's own queue.</summary>
    public Task PublishAsync(CeleryMessage message) => transport.SendAsync(message, queue, CancellationToken.None);

    /// <summary>Publishes to the queue's dead-letter topic, where it has one.</summary>
    public Task DeadLetterAsync(CeleryMessage message) => Task.WhenAll(transport.DeadLettersOf(queue.Name).Select(q => transport.SendAsync(message, q, CancellationToken.None)));

    /// <summary>Publishes data as they came to the queue's dead-letter topic, where it has one.</summary>
    public Task DeadLetterAsync(ReadOnlyMemory<byte> data) => Task.WhenAll(transport.DeadLettersOf(queue.Name).Select(q => transport.SendAsync(data, q, CancellationToken.None)));

    /// <summary>Tells Pub/Sub something that is no answer. Where the worker was severed nothing is told.</summary>
    /// <returns>Whether Pub/Sub has it.</returns>
    public async Task<bool> TellAsync(string what, Func<Task> tell, string fate)
    {
        try
        {
            Task told;
            lock (_gate)
            {
                if (_severed)
                {
                    return false;
                }

                told = tell();
            }

            await told;
            return true;
        }
        catch (LabException e)
        {
            options.Notice($"{what} failed: {e.Message} {fate}");
            return false;
        }
    }

    /// <summary>Waits before a task goes back that could not be moved on.</summary>
    public async Task PauseAsync()
    {
        try
        {
            await Task.Delay(s_pause, options.Time, consumer.Stopping);
        }
        catch (OperationCanceledException) when (consumer.Stopping.IsCancellationRequested)
        {
            // Goes back at once: this worker gets it no more.
        }
    }

    /// <summary>
    /// Makes room beside a task that waits for its eta. The room of a stream cannot be changed while it runs, so another stream is opened, as
    /// large as all before it: a worker with very many such tasks has few streams.
    /// </summary>
    public async Task HoldAsync(DateTimeOffset until)
    {
        if (until - options.Time.GetUtcNow() is var wait && wait > KombuDefaults.Retention)
        {
            options.Notice(
                $"A task in queue '{queue.Name}' waits for {Durations.Format(wait)}; Pub/Sub keeps a message for {Durations.Format(KombuDefaults.Retention)}. Publish it later: when its worker ends after that, the task is lost.");
        }

        if (_rooms.Reserve() is not { } room)
        {
            return;
        }

        try
        {
            _rooms.Add(await OpenAsync(room, consumer.Stopping), room);
        }
        catch (OperationCanceledException) when (consumer.Stopping.IsCancellationRequested)
        {
            _rooms.Return(room);
        }
        catch (LabException e)
        {
            _rooms.Return(room);
            options.Notice($"Making room beside a task that waits for its eta failed: {e.Message} The worker takes fewer tasks until it runs.");
        }
    }

    /// <summary>Takes the room away again when no task waits any more.</summary>
    public Task EndHoldAsync()
    {
        _rooms.Release();
        return Task.CompletedTask;
    }

    private Task<ITransportSubscription> OpenAsync(int room, CancellationToken cancellation) => transport.PubSub.SubscribeAsync(
        subscribe with
        {
            Subscription = queue.Subscription,
            MaxInFlight = room,
            LongestLease = KombuDefaults.Retention,
            OnUnconfirmed = (message, lost) => subscribe.OnUnconfirmed(_acked.TaskOf(message), lost),
        },
        OnDeliveryAsync, cancellation);

    private async Task<Verdict> OnDeliveryAsync(Delivery delivery, CancellationToken cancellation)
    {
        PubSubTakenMessage? known;
        var taken = new PubSubTakenMessage(this, delivery, options.Retries);
        lock (_gate)
        {
            if (_severed)
            {
                return Verdict.Abandon;
            }

            if (!_taken.TryGetValue(delivery.MessageId, out known))
            {
                _taken.Add(delivery.MessageId, taken);
            }
        }

        if (known is not null)
        {
            // Its lease was lost while this worker has it: it is done once, and both deliveries get its answer.
            return await known.Answer;
        }

        try
        {
            if (!await consumer.EnterAsync())
            {
                // Was under way when the worker stopped.
                await taken.RequeueAsync();
            }
            else
            {
                consumer.Start(taken.Read, taken, queue.Name);
            }

            var verdict = await taken.Answer;
            if (verdict == Verdict.Ack)
            {
                _acked.Add(delivery.MessageId, taken.TaskId);
            }

            return verdict;
        }
        finally
        {
            lock (_gate)
            {
                _taken.Remove(delivery.MessageId);
            }
        }
    }

    private async Task WatchAsync(ITransportSubscription stream)
    {
        try
        {
            await stream.Completion;
        }
        catch (LabException e)
        {
            _completion.TrySetException(e);
            await consumer.FailAsync();
        }
    }
}
