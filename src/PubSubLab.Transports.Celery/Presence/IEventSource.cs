using PubSubLab.Lab;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>Brings the events of all workers of a broker.</summary>
internal interface IEventSource
{
    /// <summary>Listens to <see cref="PresenceNames.Events"/>, until it is cancelled or the connection is lost.</summary>
    /// <param name="received">Gets each message, one after the other. It does not throw.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LabException">The broker is not there, or does not allow it.</exception>
    Task ListenAsync(Action<CeleryMessage> received, CancellationToken cancellation);
}
