using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>Tells the world how a task ended: its result is stored and its event sent.</summary>
internal sealed class TaskOutcomes(CeleryOptions options, string worker, ResultStore? results, WorkerPresence? presence)
{
    private readonly WorkerEvents? _events = presence?.Events;

    /// <summary>It arrived.</summary>
    public void Received(TaskRun run) => _events?.Received(run);

    /// <summary>Its handler begins.</summary>
    public async Task StartedAsync(TaskRun run)
    {
        _events?.Started(run);
        if (results is not null && (options.TrackStarted || run.Task.TrackStarted))
        {
            await results.StartedAsync(run.Task, presence?.NodeName ?? worker);
        }
    }

    /// <summary>Its handler is done.</summary>
    public async Task SucceededAsync(TaskRun run)
    {
        await (results?.SucceededAsync(run.Task, worker) ?? Task.CompletedTask);
        var runtime = run.Started is { } started ? options.Time.GetUtcNow() - started : TimeSpan.Zero;
        _events?.Succeeded(run, $"{{'worker': {PythonText.Quote(worker)}, 'attempt': {run.Task.Retries + 1}}}", runtime);
    }

    /// <summary>Failed, and will be tried again.</summary>
    public async Task RetriedAsync(TaskRun run, TaskFailure failure)
    {
        await (results?.RetriedAsync(run.Task, failure) ?? Task.CompletedTask);
        _events?.Retried(run, failure.Type, failure.Reason, failure.Traceback);
    }

    /// <summary>Failed for good.</summary>
    public async Task FailedAsync(TaskRun run, TaskFailure failure)
    {
        await (results?.FailedAsync(run.Task, failure) ?? Task.CompletedTask);
        _events?.Failed(run.Task.Id, failure.Type, failure.Reason, failure.Traceback);
    }

    /// <summary>Not run, or ended early.</summary>
    public async Task RevokedAsync(TaskRun run, string reason, RunEnd? end)
    {
        await (results?.RevokedAsync(run.Task, reason) ?? Task.CompletedTask);
        _events?.Revoked(run, terminated: end?.Kind == RunEndKind.Terminated, end is { Signal: > 0 } ? end.Signal : null, expired: end is null);
    }

    /// <summary>Given back to its queue.</summary>
    public void Rejected(TaskRun run) => _events?.Rejected(run);

    /// <summary>Failed before it could be read whole.</summary>
    public async Task RefusedAsync(RefusedMessageException refusal)
    {
        if (refusal.TaskId is { } id)
        {
            await (results?.RefusedAsync(refusal) ?? Task.CompletedTask);
            _events?.Failed(id, refusal.Type, refusal.Argument, null);
        }
    }
}
