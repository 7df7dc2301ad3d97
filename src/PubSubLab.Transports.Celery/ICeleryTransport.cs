using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery;

/// <summary>The lab's seam over Celery's protocol, and a trial of it.</summary>
public interface ICeleryTransport : ITransport
{
    /// <summary>The workers of the queue's other programs, and the states of tasks.</summary>
    IFleetView Fleet { get; }

    /// <summary>
    /// Does everything that a worker of a queue does to the broker, and handles no task. A task that comes in the meantime goes back to its
    /// place in the queue.
    /// </summary>
    /// <exception cref="LabException">A worker of this queue would fail with the same sentence.</exception>
    Task TryWorkerAsync(string queue, CancellationToken cancellation);

    /// <summary>Finds out whether the broker takes tasks now; publishes none.</summary>
    /// <exception cref="LabException">It does not.</exception>
    Task TryPublishingAsync(CancellationToken cancellation);

    /// <summary>Compares with other programs on the broker, as far as it shows them; changes nothing.</summary>
    /// <param name="topology">The topics and subscriptions of this program.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<FleetDifference>> CompareAsync(Topology topology, CancellationToken cancellation);
}
