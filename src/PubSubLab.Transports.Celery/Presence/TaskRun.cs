using PubSubLab.Transports.Celery.Canvas;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>A task from its arrival at a worker to its end there.</summary>
internal sealed class TaskRun(CeleryTask task, Sequel sequel, CeleryMessage message, string queue)
{
    private readonly TaskCompletionSource<RunEnd> _revoked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The task.</summary>
    public CeleryTask Task => task;

    /// <summary>The tasks that are to follow it.</summary>
    public Sequel Sequel => sequel;

    /// <summary>Its message.</summary>
    public CeleryMessage Message => message;

    /// <summary>The queue that it came from.</summary>
    public string Queue => queue;

    /// <summary>The task, for those that follow it.</summary>
    public TaskOrigin Origin => TaskOrigin.Of(task, queue);

    /// <summary>Where it is.</summary>
    public RunState State { get; set; }

    /// <summary>When its handler began; null before.</summary>
    public DateTimeOffset? Started { get; set; }

    /// <summary>Whether the broker was told that it is done.</summary>
    public bool Acknowledged { get; set; }

    /// <summary>Ends when somebody revokes it.</summary>
    public Task<RunEnd> Revoked => _revoked.Task;

    /// <summary>Revokes it. With a handler at work only a termination changes anything.</summary>
    public void Revoke(RunEnd end)
    {
        if (State != RunState.Active || end.Kind == RunEndKind.Terminated)
        {
            _revoked.TrySetResult(end);
        }
    }
}
