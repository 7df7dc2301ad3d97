using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Presence;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>
/// One call of a handler, with the time limits of its task and the wish to end it. Its token is cancelled then; .NET cannot end a handler that
/// does not heed it, so that after a grace its caller goes on without it.
/// </summary>
internal sealed class HandlerCall(TaskRun run, TimeProvider time, Action<string> notice)
{
    /// <summary>Time that a handler has to heed its token.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunEnd? _end;

    /// <summary>Why the handler was told to end; null where it was not.</summary>
    public RunEnd? End => Volatile.Read(ref _end);

    /// <summary>Calls it.</summary>
    /// <param name="ask">The call.</param>
    /// <param name="giveUp">Called when the handler still runs a while after it was to end for good.</param>
    /// <param name="gone">Cancelled when the worker is gone.</param>
    public async Task<Verdict> RunAsync(Func<CancellationToken, Task<Verdict>> ask, Func<RunEnd, Task> giveUp, CancellationToken gone)
    {
        using var token = CancellationTokenSource.CreateLinkedTokenSource(gone);
        using var over = new CancellationTokenSource();
        var call = ask(token.Token);
        List<Task> watches = [WatchAsync(run.Revoked, token, over.Token)];
        if (run.Task.SoftLimit is { } soft)
        {
            watches.Add(WatchAsync(LimitAsync(RunEndKind.SoftLimit, soft, over.Token), token, over.Token));
        }

        if (run.Task.HardLimit is { } hard)
        {
            watches.Add(WatchAsync(LimitAsync(RunEndKind.HardLimit, hard, over.Token), token, over.Token));
        }

        try
        {
            if (await Task.WhenAny(call, _givenUp.Task) != call)
            {
                await giveUp(_end!);
                var verdict = await call;
                notice($"Task {run.Task.Id} has ended at last.");
                return verdict;
            }

            return await call;
        }
        finally
        {
            over.CancelHere();
            await Task.WhenAll(watches);
        }
    }

    private async Task<RunEnd> LimitAsync(RunEndKind kind, double seconds, CancellationToken over)
    {
        await LongDelay.UntilAsync(time.GetUtcNow() + TimeSpan.FromSeconds(seconds), time, over);
        return new RunEnd(kind, seconds);
    }

    private async Task WatchAsync(Task<RunEnd> due, CancellationTokenSource token, CancellationToken over)
    {
        try
        {
            var end = await due.WaitAsync(over);

            // A soft limit gives way to what comes after it; otherwise the first reason stands.
            if (Interlocked.CompareExchange(ref _end, end, null) is { Kind: RunEndKind.SoftLimit })
            {
                Volatile.Write(ref _end, end);
            }

            token.CancelHere();
            await Task.Delay(Grace, time, over);
            notice($"Task {run.Task.Id} still runs {Grace.TotalSeconds:0} s after {end.Reason}: its handler does not heed its cancellation token, and .NET cannot end it. End the worker's process to end it.");
            if (end.Kind != RunEndKind.SoftLimit)
            {
                _givenUp.TrySetResult();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The handler has ended.
        }
    }
}
