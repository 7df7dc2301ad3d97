using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Results;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>Tells the world how a task ended: what follows it is sent, its result stored, and its event sent.</summary>
internal sealed class TaskOutcomes(CeleryOptions options, string worker, ResultStore? results, TaskSequels sequels, WorkerPresence? presence, FleetMonitor? fleet)
{
    private readonly WorkerEvents? _events = presence?.Events;

    /// <summary>It arrived.</summary>
    public void Received(TaskRun run)
    {
        _events?.Received(run);
        var attempt = run.Task.Retries > 0 ? $"attempt {run.Task.Retries + 1}" : "";
        var due = run.Task.Eta is { } eta ? $"due {CeleryTime.Write(eta)}" : "";
        Tell(run.Task.Id, "RECEIVED", string.Join(", ", new[] { attempt, due }.Where(t => t.Length > 0)));
    }

    /// <summary>Its handler begins.</summary>
    public async Task StartedAsync(TaskRun run)
    {
        _events?.Started(run);
        Tell(run.Task.Id, "STARTED");
        if (results is not null && (options.TrackStarted || run.Task.TrackStarted))
        {
            await results.StartedAsync(run.Task, presence?.NodeName ?? worker);
        }
    }

    /// <summary>Its handler is done. A handler returns nothing, so the result says who did it.</summary>
    /// <returns>Whether what follows it was sent; where it was not, the task has failed.</returns>
    public async Task<bool> SucceededAsync(TaskRun run)
    {
        var result = new JsonObject { ["worker"] = worker, ["attempt"] = run.Task.Retries + 1 };
        try
        {
            var children = await sequels.FollowAsync(run.Sequel, run.Origin, result);
            await StoreAsync(TaskResult.Of(run.Task, "SUCCESS", result) with { Children = children });
            await sequels.CountAsync(run.Task, run.Sequel, run.Origin, "SUCCESS", result);
        }
        catch (LabException e)
        {
            options.Notice($"Task {run.Task.Id} in queue '{run.Queue}' is done, but what follows it could not be sent: {e.Message}");
            var failure = new TaskFailure("InvalidTaskError", $"the task is done, but what follows it could not be sent: {e.Message}");
            await StoreAsync(TaskResult.Of(run.Task, "FAILURE", failure.ToJson()));
            TellFailed(run.Task.Id, failure);
            return false;
        }

        var runtime = run.Started is { } started ? options.Time.GetUtcNow() - started : TimeSpan.Zero;
        Tell(run.Task.Id, "SUCCESS");
        _events?.Succeeded(run, $"{{'worker': {PythonText.Quote(worker)}, 'attempt': {run.Task.Retries + 1}}}", runtime);
        return true;
    }

    /// <summary>Failed, and will be tried again.</summary>
    public async Task RetriedAsync(TaskRun run, TaskFailure failure)
    {
        await StoreAsync(TaskResult.Of(run.Task, "RETRY", failure.ToJson()) with { Traceback = failure.Traceback });
        _events?.Retried(run, failure);
        Tell(run.Task.Id, "RETRY", failure.ToString());
    }

    /// <summary>Failed for good.</summary>
    public async Task FailedAsync(TaskRun run, TaskFailure failure)
    {
        await StoreAsync(TaskResult.Of(run.Task, "FAILURE", failure.ToJson()) with { Traceback = failure.Traceback });
        TellFailed(run.Task.Id, failure);
        await TrySequelAsync(run, () => sequels.FailAsync(run.Task, run.Sequel, run.Origin, failure));
    }

    /// <summary>Not run, or ended early.</summary>
    public async Task RevokedAsync(TaskRun run, string reason, RunEnd? end)
    {
        var failure = new TaskFailure("TaskRevokedError", reason);
        await StoreAsync(TaskResult.Of(run.Task, "REVOKED", failure.ToJson()));
        Tell(run.Task.Id, "REVOKED", reason);
        _events?.Revoked(run, terminated: end?.Kind == RunEndKind.Terminated, end is { Signal: > 0 } ? end.Signal : null, expired: end is null);
        await TrySequelAsync(run, () => sequels.CountAsync(run.Task, run.Sequel, run.Origin, "REVOKED", failure.ToJson()));
    }

    /// <summary>Given back to its queue.</summary>
    public void Rejected(TaskRun run) => _events?.Rejected(run);

    /// <summary>Failed before it was run.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="run">The task, where it could be read.</param>
    public async Task RefusedAsync(RefusedMessageException refusal, TaskRun? run)
    {
        var failure = new TaskFailure(refusal.Type, refusal.Argument);
        if (run is not null)
        {
            await FailedAsync(run, failure);
        }
        else if (refusal.TaskId is { } id)
        {
            await StoreAsync(new TaskResult(id, "FAILURE", failure.ToJson()));
            TellFailed(id, failure);
        }
    }

    private void TellFailed(string id, TaskFailure failure)
    {
        _events?.Failed(id, failure);
        Tell(id, "FAILURE", failure.ToString());
    }

    private void Tell(string id, string state, string detail = "") => fleet?.Tell(id, state, worker, detail);

    private Task StoreAsync(TaskResult result) => results?.SetAsync(result) ?? Task.CompletedTask;

    private async Task TrySequelAsync(TaskRun run, Func<Task> follow)
    {
        try
        {
            await follow();
        }
        catch (LabException e)
        {
            options.Notice($"Task {run.Task.Id} in queue '{run.Queue}' failed, and what waits for it was not told: {e.Message}");
        }
    }
}
