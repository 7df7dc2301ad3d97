using System.Text.Json;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Results;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>
/// What a Celery worker does with a message, whichever broker it came from: check it, wait for its eta, run it, store the result,
/// answer. One consumer belongs to one worker.
/// </summary>
internal sealed class TaskConsumer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly HashSet<Task> _running = [];
    private readonly CeleryOptions _options;
    private readonly WorkerPresence? _presence;
    private readonly SemaphoreSlim _slots;
    private readonly TaskBoard _board;
    private readonly TaskNames _names;
    private readonly TaskOutcomes _outcomes;
    private readonly TaskRunner _runner;

    public TaskConsumer(
        CeleryOptions options, SubscribeOptions subscribe, RetryRule retry, DeliveryCallback callback, ResultStore? results, ITaskSender sender, WorkerPresence? presence = null,
        FleetMonitor? fleet = null)
    {
        _options = options;
        _presence = presence;
        _slots = new SemaphoreSlim(subscribe.MaxInFlight);
        _board = presence?.Board ?? new TaskBoard();
        _names = TaskNames.Of(options, subscribe);
        var patient = new PatientSender(sender, TimeProvider.System);
        var sequels = new TaskSequels(new CanvasSender(patient, results?.Chords, options.Time), results);
        _outcomes = new TaskOutcomes(options, subscribe.Worker, results, sequels, presence, fleet);
        _runner = new TaskRunner(options, subscribe, retry, callback, _board, _outcomes, _gone.Token);
    }

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

    /// <summary>The worker dies: when this returns, nobody is told anything any more. Outstanding tasks are given up.</summary>
    public void Sever()
    {
        _presence?.Sever();
        Abandon();
    }

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
            await DrainAsync().WaitAsync(timeout, _options.Time);
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

    /// <summary>The worker is seen by Celery's tools from now on.</summary>
    public void Appear() => _presence?.Start();

    /// <summary>The worker says good-bye to Celery's tools.</summary>
    public Task DisappearAsync() => _presence?.StopAsync() ?? Task.CompletedTask;

    /// <summary>The worker cannot go on: no more is taken, and Celery's tools see it no more.</summary>
    public Task FailAsync()
    {
        Stop();
        return DisappearAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_presence is not null)
        {
            await _presence.DisposeAsync();
        }

        _stopping.Dispose();
        _gone.Dispose();
        _slots.Dispose();
    }

    private async Task HandleAsync(Func<CeleryMessage> read, ITakenMessage taken, string queue)
    {
        // Off the broker's reader: it must not wait for a handler.
        await Task.Yield();
        var hasSlot = true;
        TaskRun? run = null;
        try
        {
            run = Read(read, queue);
            var task = run.Task;
            _board.Add(run);
            _outcomes.Received(run);
            var handler = task.Handler is { } name ? _names.HandlerOf(name, task.Id) : null;
            if (task.Eta is { } eta && eta > _options.Time.GetUtcNow())
            {
                _slots.Release();
                hasSlot = false;
                if (!await WaitAsync(run, eta, taken))
                {
                    return;
                }

                await _slots.WaitAsync(_gone.Token);
                hasSlot = true;
            }

            await _runner.RunAsync(run, handler, taken);
        }
        catch (RefusedMessageException e)
        {
            // As Celery does: said, stored where it can be, and gone; put back it would only be refused again.
            var id = e.TaskId is { } known ? $" Its task is {TaskHeaders.Shown(known)}." : "";
            _options.Notice($"A message in queue '{queue}' was refused and removed: {e.Message}.{id}");
            await _outcomes.RefusedAsync(e, run);
            await taken.RefuseAsync();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            await GiveBackAsync(run, taken);
        }
        finally
        {
            if (run is not null)
            {
                _board.Remove(run);
            }

            if (hasSlot)
            {
                _slots.Release();
            }
        }
    }

    /// <summary>Reads a message, and all of it: what is found wrong only when its handler is done would be too late.</summary>
    /// <exception cref="RefusedMessageException">It cannot be read.</exception>
    private static TaskRun Read(Func<CeleryMessage> read, string queue)
    {
        string? id = null;
        try
        {
            var message = read();
            id = message.TaskId;
            var task = CeleryTask.Read(message);
            return new TaskRun(task, Sequel.Read(task), message, queue);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // Any program may have sent it. Without an answer it would keep its place in the worker.
            throw new RefusedMessageException("DecodeError", $"it cannot be read: {e.Message.TrimEnd('.')}", id);
        }
    }

    /// <summary>Keeps a task until its eta, as Celery does: in the worker, unanswered. A revoked one waits no longer.</summary>
    private async Task<bool> WaitAsync(TaskRun run, DateTimeOffset eta, ITakenMessage taken)
    {
        run.State = RunState.Scheduled;
        await taken.HoldAsync(eta);
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            await Task.WhenAny(LongDelay.UntilAsync(eta, _options.Time, over.Token), run.Revoked);
            over.CancelHere();
            _stopping.Token.ThrowIfCancellationRequested();
            run.State = RunState.Reserved;
            return await taken.EndHoldAsync();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            await GiveBackAsync(run, taken);
            return false;
        }
    }

    private async Task GiveBackAsync(TaskRun? run, ITakenMessage taken)
    {
        if (run is not null)
        {
            _outcomes.Rejected(run);
        }

        await taken.RequeueAsync();
    }
}
