using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Results;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>Runs a task as a Celery worker does, tells its end, and answers the broker.</summary>
internal sealed class TaskRunner(
    CeleryOptions options, SubscribeOptions subscribe, RetryRule retry, DeliveryCallback callback, TaskBoard board, TaskOutcomes outcomes, CancellationToken gone)
{
    private readonly Random _random = options.Seed is { } seed ? new Random(SeedOf(seed, subscribe.Worker)) : new Random();

    /// <summary>Runs a task and answers the broker.</summary>
    /// <param name="run">The task.</param>
    /// <param name="handler">The handler that it asks for; null for the worker's own.</param>
    /// <param name="taken">Its delivery.</param>
    public async Task RunAsync(TaskRun run, string? handler, ITakenMessage taken)
    {
        var task = run.Task;

        // A place can be given in the moment in which the worker dies: by the task that ends because of it.
        gone.ThrowIfCancellationRequested();
        if (run.Revoked.IsCompletedSuccessfully)
        {
            await EndAsync(run, await run.Revoked, taken);
            return;
        }

        if (task.Expires is { } expires && expires <= options.Time.GetUtcNow())
        {
            options.Notice($"Task {task.Id} in queue '{run.Queue}' expired at {expires:HH:mm:ss} and was not run.");
            await outcomes.RevokedAsync(run, "expired", null);
            await taken.AckAsync();
            return;
        }

        if (!(subscribe.AcksLate ?? options.AcksLate) && !await AckAsync(run, taken))
        {
            // It comes again, and runs then.
            return;
        }

        board.Begin(run, options.Time.GetUtcNow());
        await outcomes.StartedAsync(run);
        await CallAsync(run, handler, taken);
    }

    private async Task CallAsync(TaskRun run, string? handler, ITakenMessage taken)
    {
        var call = new HandlerCall(run, options.Time, sentence => options.Notice($"{subscribe.Worker}: {sentence}"));
        var answer = new OneAnswer();
        Delivery delivery = null!;
        delivery = new Delivery(run.Task.Id, run.Task.Task, taken.AttemptAfter(run.Task.Retries), run.Task.PublishedAt)
        {
            Handler = handler,
            WhyCancelled = () => call.End?.Reason,
            Settle = verdict => answer.GiveAsync(() => SettleAsync(verdict, delivery, call.End, run, taken)),
        };
        var verdict = await call.RunAsync(
            token => AskAsync(delivery, token), end => answer.GiveAsync(() => EndAsync(run, end, taken)), gone);
        await answer.GiveAsync(() => SettleAsync(verdict, delivery, call.End, run, taken));
    }

    /// <summary>Stores the result and tells the broker the answer.</summary>
    /// <returns>Whether the broker has it.</returns>
    private async Task<bool> SettleAsync(Verdict verdict, Delivery delivery, RunEnd? end, TaskRun run, ITakenMessage taken)
    {
        var attempt = delivery.Attempt;
        switch (verdict)
        {
            case Verdict.Ack:
                return await outcomes.SucceededAsync(run) ? await AckAsync(run, taken) : await taken.DeadLetterAsync();

            case Verdict.Nack when gone.IsCancellationRequested:
                outcomes.Rejected(run);
                return await taken.RequeueAsync();

            case Verdict.Nack when end is not null:
                return await EndAsync(run, end, taken);

            case Verdict.Nack when retry.Attempts <= attempt:
                await outcomes.FailedAsync(run, FailureOf(delivery));
                return await taken.DeadLetterAsync();

            case Verdict.Nack:
                await outcomes.RetriedAsync(run, FailureOf(delivery));
                var delay = retry.DelayAfter(attempt, Draw());
                return await taken.RetryAsync(run.Message.Retry(attempt, delay > TimeSpan.Zero ? options.Time.GetUtcNow() + delay : null));

            default:
                // Abandoned: the worker is dead and says nothing.
                return false;
        }
    }

    /// <summary>Of a task that was ended early: one that passed a limit has failed for good, as in Celery.</summary>
    private async Task<bool> EndAsync(TaskRun run, RunEnd end, ITakenMessage taken)
    {
        options.Notice($"Task {run.Task.Id} in queue '{run.Queue}' ended: {end.Reason}.");
        switch (end.Kind)
        {
            case RunEndKind.HardLimit:
                await outcomes.FailedAsync(run, new TaskFailure("TimeLimitExceeded", $"{end.Limit}") { Number = end.Limit });
                return await taken.DeadLetterAsync();

            case RunEndKind.SoftLimit:
                await outcomes.FailedAsync(run, new TaskFailure("SoftTimeLimitExceeded", end.Reason));
                return await taken.DeadLetterAsync();

            default:
                await outcomes.RevokedAsync(run, end.Kind == RunEndKind.Terminated ? "terminated" : "revoked", end);
                return await AckAsync(run, taken);
        }
    }

    private static async Task<bool> AckAsync(TaskRun run, ITakenMessage taken) => run.Acknowledged = await taken.AckAsync();

    private async Task<Verdict> AskAsync(Delivery delivery, CancellationToken token)
    {
        try
        {
            return await callback(delivery, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return Verdict.Nack;
        }
        catch (LabException e)
        {
            delivery.Reason = e.Message;
            return Verdict.Nack;
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

    private static TaskFailure FailureOf(Delivery delivery) => new("HandlerFailed", delivery.Reason ?? "the worker gave it back", delivery.Traceback);
}
