using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Canvas;

/// <summary>The task that others follow.</summary>
/// <param name="Id">Its id.</param>
/// <param name="RootId">The first task of the calls that led to it.</param>
/// <param name="Queue">Its queue: where a follower goes that names none.</param>
internal sealed record TaskOrigin(string Id, string RootId, string Queue)
{
    public static TaskOrigin Of(CeleryTask task, string queue) => new(task.Id, task.RootId ?? task.Id, queue);
}
