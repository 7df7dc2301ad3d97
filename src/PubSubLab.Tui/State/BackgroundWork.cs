using System.Collections.Concurrent;
using PubSubLab.Lab;
using PubSubLab.Lab.Runtime;

namespace PubSubLab.Tui.State;

/// <summary>
/// Work that the screen started and does not wait for. It is owned here: what it has to say comes back on the screen's thread, and the
/// screen ends only when all of it has ended, or did not end within five seconds of being told to.
/// </summary>
internal sealed class BackgroundWork(TimeProvider time, ILabRuntime runtime, Action<string> onError) : IAsyncDisposable
{
    private static readonly TimeSpan s_lastWait = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<Func<bool>> _posted = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    /// <summary>Starts work beside the screen. A <see cref="LabException"/> becomes a sentence on the screen.</summary>
    public void Start(Func<CancellationToken, Task> work, Action<string>? failed = null)
    {
        var task = RunAsync(work, failed ?? onError);
        _running.TryAdd(task, 0);
        if (task.IsCompleted)
        {
            _running.TryRemove(task, out _);
        }
    }

    /// <summary>Runs work that blocks its thread.</summary>
    public void Run(Action<CancellationToken> work) => Start(ending =>
    {
        work(ending);
        return Task.CompletedTask;
    });

    /// <summary>Has something done on the screen's thread, at the next tick.</summary>
    public void Post(Action action) => Post(() =>
    {
        action();
        return true;
    });

    /// <summary>As <see cref="Post(Action)"/>, for something that may change nothing: it tells whether the screen has to be drawn.</summary>
    public void Post(Func<bool> action) => _posted.Enqueue(action);

    /// <summary>Does what was posted; called on the screen's thread.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Drain()
    {
        var any = false;
        while (_posted.TryDequeue(out var action))
        {
            any |= action();
        }

        foreach (var done in _running.Keys.Where(t => t.IsCompleted))
        {
            _running.TryRemove(done, out _);
        }

        return any;
    }

    /// <summary>Whether anything is still running.</summary>
    public bool IsBusy => _running.Keys.Any(t => !t.IsCompleted);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_running.Keys).WaitAsync(s_lastWait, time).ConfigureAwait(false);
            _ending.Dispose();
        }
        catch (TimeoutException)
        {
            // A broker that does not answer must not keep a person from leaving; the session's end takes the rest down.
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work, Action<string> failed)
    {
        try
        {
            // Not back to the screen's own context: it has no loop any more when the screen is closing.
            await runtime.StartAsync(() => work(_ending.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The screen is closing; nobody is left to tell.
        }
        catch (LabException e)
        {
            Post(() => failed(e.Message));
        }
        catch (Exception e)
        {
            Post(() => failed($"{e.GetType().Name}: {e.Message}"));
        }
    }
}
