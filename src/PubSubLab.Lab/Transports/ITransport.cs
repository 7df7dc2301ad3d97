using PubSubLab.Handlers;

namespace PubSubLab.Lab.Transports;

/// <summary>
/// The seam to a broker. It promises to publish a task, to bring tasks to a callback that answers ack or nack, and to say what
/// it can do. Everything a person can mend (no broker there, permission missing) is a <see cref="LabException"/>.
/// </summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>Where the lab is connected to, as the header shows it: <c>embedded :8085</c>, <c>cloud my-project</c>.</summary>
    string Description { get; }

    /// <summary>Whether it is a real Google Cloud project, where publishing is billed and others may listen. Default: no.</summary>
    bool IsCloud => false;

    /// <summary>Finds this backend's capabilities, by a trial if necessary.</summary>
    Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation);

    /// <summary>Makes what is missing of the topology; what exists under the same name stays as it is.</summary>
    /// <exception cref="LabException">Something is missing and this backend must not create it silently, or creating failed.</exception>
    Task EnsureAsync(Topology topology, CancellationToken cancellation);

    /// <summary>Removes the topology's subscriptions and topics; what is not there is passed over.</summary>
    Task RemoveAsync(Topology topology, CancellationToken cancellation);

    /// <summary>Asks the broker for a sign of life. A broker that is silent looks idle to somebody who only listens.</summary>
    /// <exception cref="LabException">It gives none in time.</exception>
    Task ProbeAsync(CancellationToken cancellation);

    /// <summary>Publishes one task. When the returned task completes, the broker has it.</summary>
    /// <returns>The broker's message id.</returns>
    Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation);

    /// <summary>Starts bringing messages to <paramref name="callback"/>, until the subscription is stopped or severed.</summary>
    Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation);
}

/// <summary>Called for every delivery, concurrently up to <see cref="SubscribeOptions.MaxInFlight"/>.</summary>
public delegate Task<Verdict> DeliveryCallback(Delivery delivery, CancellationToken cancellation);

/// <summary>The answer to a delivery.</summary>
public enum Verdict
{
    /// <summary>Done: the message is acknowledged.</summary>
    Ack,

    /// <summary>Not done: the message goes back.</summary>
    Nack,

    /// <summary>The worker is gone: nothing is said to the broker, the lease runs out.</summary>
    Abandon,
}
