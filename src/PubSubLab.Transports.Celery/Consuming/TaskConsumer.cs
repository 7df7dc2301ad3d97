using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Consuming;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>
/// What a Celery worker does with a message, whichever broker it came from: check it, wait for its eta, run it, store the result,
/// answer. One consumer belongs to one worker.
/// </summary>
internal sealed class TaskConsumer(
    CeleryOptions options, SubscribeOptions subscribe, RetryRule retry, DeliveryCallback callback, ResultStore? results) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _slots = new(subscribe.MaxInFlight);
    private readonly HashSet<Task> _running = [];
    private readonly Random _random = options.Seed is { } seed ? new Random(SeedOf(seed, subscribe.Worker)) : new Random();

    /// <summary>Cancelled when no more is taken.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when outstanding tasks are given up: the stop's time limit has passed, or the worker was killed.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Capacity for outstanding tasks; the caller takes one place before it hands over a message.</summary>
    public SemaphoreSlim Slots => _slots;

    /// <summary>Waits for a place in <see cref="Slots"/>; false, and without one, where the worker stops first.</summary>
    public async Task<bool> EnterAsync()
    {
        try
        {
            await _slots.WaitAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false;
        }

        // A place that becomes free during a stop may still go to a waiter.
        if (_stopping.IsCancellationRequested)
        {
            _slots.Release();
            return false;
        }

        return true;
    }

    /// <summary>Starts work on a message and returns at once. The place it has in <see cref="Slots"/> is given back when it is done.</summary>
    public void Start(Func<CeleryMessage> read, ITakenMessage taken, string queue)
    {
        var task = HandleAsync(read, taken, queue);
        lock (_running)
        {
            _running.Add(task);
        }

        // The continuation runs synchronously and only removes the task: stop and dispose wait for the rest.
        task.ConfigureAwait(false).GetAwaiter().OnCompleted(() =>
        {
            lock (_running)
            {
                _running.Remove(task);
            }
        });
    }

    /// <summary>No more is taken.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>Gives up outstanding tasks.</summary>
    public void Abandon()
    {
        _stopping.Cancel();
        _gone.Cancel();
    }

    /// <summary>Waits for outstanding tasks, and gives them up where they take longer.</summary>
    public async Task DrainAsync(TimeSpan timeout)
    {
        try
        {
            await DrainAsync().WaitAsync(timeout, options.Time);
        }
        catch (TimeoutException)
        {
            Abandon();
            await DrainAsync();
        }
    }

    /// <summary>Waits for outstanding tasks, including new ones.</summary>
    public async Task DrainAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_running)
            {
                running = [.. _running];
            }

            if (running.Length == 0)
            {
                return;
            }

            await Task.WhenAll(running);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _gone.Dispose();
        _slots.Dispose();
    }

    private async Task HandleAsync(Func<CeleryMessage> read, ITakenMessage taken, string queue)
    {
        // Off the broker's reader: it must not wait for a handler.
        await Task.Yield();
        var hasSlot = true;
        try
        {
            var message = read();
            var task = CeleryTask.Read(message);
            CheckName(task);
            if (task.Eta is { } eta && eta > options.Time.GetUtcNow())
            {
                _slots.Release();
                hasSlot = false;
                if (!await WaitAsync(eta, taken))
                {
                    return;
                }

                await _slots.WaitAsync(_gone.Token);
                hasSlot = true;
            }

            await RunAsync(message, task, taken, queue);
        }
        catch (RefusedMessageException e)
        {
            // As Celery does: said, stored where it can be, and gone; put back it would only be refused again.
            options.Notice($"A message in queue '{queue}' was refused and removed: {e.Message}.");
            if (e.TaskId is not null && results is not null)
            {
                await results.RefusedAsync(e);
            }

            await taken.RefuseAsync();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            await taken.RequeueAsync();
        }
        finally
        {
            if (hasSlot)
            {
                _slots.Release();
            }
        }
    }

    /// <summary>Keeps a task until its eta, as Celery does: in the worker, unanswered.</summary>
    private async Task<bool> WaitAsync(DateTimeOffset eta, ITakenMessage taken)
    {
        await taken.HoldAsync(eta);
        try
        {
            for (var left = eta - options.Time.GetUtcNow(); left > TimeSpan.Zero; left = eta - options.Time.GetUtcNow())
            {
                var step = left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1);
                await Task.Delay(step, options.Time, _stopping.Token);
            }

            return await taken.EndHoldAsync();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            await taken.RequeueAsync();
            return false;
        }
    }

    private void CheckName(CeleryTask task)
    {
        var names = options.TaskNames ?? subscribe.Handlers ?? HandlerCatalog.BuiltIn;
        if (task.Handler is not null && !names.Contains(task.Name))
        {
            throw new RefusedMessageException(
                "NotRegistered", $"there is no handler for the task '{task.Name}'; there are {string.Join(", ", names)}", task.Id)
            {
                Argument = task.Name,
            };
        }
    }

    private async Task RunAsync(CeleryMessage message, CeleryTask task, ITakenMessage taken, string queue)
    {
        // A place can be given in the moment in which the worker dies: by the task that ends because of it.
        _gone.Token.ThrowIfCancellationRequested();
        if (task.Expires is { } expires && expires <= options.Time.GetUtcNow())
        {
            options.Notice($"Task {task.Id} in queue '{queue}' expired at {expires:HH:mm:ss} and was not run.");
            await (results?.RevokedAsync(task) ?? Task.CompletedTask);
            await taken.AckAsync();
            return;
        }

        if (!options.AcksLate && !await taken.AckAsync())
        {
            // It comes again, and runs then.
            return;
        }

        var attempt = taken.AttemptAfter(task.Retries);
        Task<bool>? settled = null;
        Delivery delivery = null!;
        delivery = new Delivery(task.Id, task.Task, attempt, task.PublishedAt)
        {
            Handler = task.Handler, Settle = verdict => settled ??= SettleAsync(verdict, delivery, message, task, taken),
        };
        var verdict = await AskAsync(delivery);
        await (settled ?? SettleAsync(verdict, delivery, message, task, taken));
    }

    /// <summary>Stores the result and tells the broker the answer.</summary>
    /// <returns>Whether the broker has it.</returns>
    private async Task<bool> SettleAsync(Verdict verdict, Delivery delivery, CeleryMessage message, CeleryTask task, ITakenMessage taken)
    {
        var attempt = delivery.Attempt;
        switch (verdict)
        {
            case Verdict.Ack:
                await (results?.SucceededAsync(task, subscribe.Worker) ?? Task.CompletedTask);
                return await taken.AckAsync();

            case Verdict.Nack when _gone.IsCancellationRequested:
                return await taken.RequeueAsync();

            case Verdict.Nack when retry.Attempts <= attempt:
                await (results?.FailedAsync(task, "HandlerFailed", ReasonOf(delivery)) ?? Task.CompletedTask);
                return await taken.DeadLetterAsync();

            case Verdict.Nack:
                await (results?.RetriedAsync(task, ReasonOf(delivery)) ?? Task.CompletedTask);
                var delay = retry.DelayAfter(attempt, Draw());
                return await taken.RetryAsync(message.Retry(attempt, delay > TimeSpan.Zero ? options.Time.GetUtcNow() + delay : null));

            default:
                // Abandoned: the worker is dead and says nothing.
                return false;
        }
    }

    private double Draw()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }

    // By its letters: string.GetHashCode is another one in every process.
    private static int SeedOf(int seed, string worker) => worker.Aggregate(seed, static (hash, c) => unchecked((hash * 31) + c));

    private async Task<Verdict> AskAsync(Delivery delivery)
    {
        try
        {
            return await callback(delivery, _gone.Token);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return Verdict.Nack;
        }
        catch (LabException e)
        {
            delivery.Reason = e.Message;
            return Verdict.Nack;
        }
    }

    private static string ReasonOf(Delivery delivery) => delivery.Reason ?? "the worker gave it back";
}
