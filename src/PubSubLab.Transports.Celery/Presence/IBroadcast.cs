using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>
/// Messages beside the tasks: from one worker to all who listen, and from Celery's tools to all workers. All that a broker has to bring for
/// <see cref="WorkerPresence"/>. One belongs to one worker.
/// </summary>
internal interface IBroadcast : IAsyncDisposable
{
    /// <summary>Listens to the exchange <see cref="PresenceNames.Control"/> until disposed. Called again after the connection was lost.</summary>
    /// <param name="node">The worker's node name.</param>
    /// <param name="received">Gets each message, one after the other. It does not throw.</param>
    /// <param name="cancellation">Cancelled when the worker stops.</param>
    /// <returns>A task that ends when the connection is lost: listen again then.</returns>
    /// <exception cref="LabException">The broker is not there, or does not allow it.</exception>
    Task<Task> ListenAsync(string node, Func<CeleryMessage, Task> received, CancellationToken cancellation);

    /// <summary>Tells all who listen to <see cref="PresenceNames.Events"/>; who does not listen misses it.</summary>
    /// <exception cref="LabException">The broker did not take it.</exception>
    Task AnnounceAsync(string routingKey, CeleryMessage message);

    /// <summary>Answers a command, to the queues that are bound to a direct exchange with a key. Without such a queue nobody asks any more.</summary>
    /// <exception cref="LabException">The broker did not take it.</exception>
    Task ReplyAsync(string exchange, string routingKey, CeleryMessage message);

    /// <summary>When this returns, nothing can leave any more.</summary>
    void Sever();
}
