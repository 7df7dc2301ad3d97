using PubSubLab.Lab.Ports;

namespace PubSubLab.Lab.Tests.Support;

/// <summary>Counts of queues, as a test says them.</summary>
internal sealed partial class InMemoryTransport : IQueueInspection
{
    public bool HasTasks => false;

    /// <summary>A subscription's backlog; default: it tells none.</summary>
    public Func<string, BacklogState?> Backlog { get; set; } = _ => null;

    public Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation) => Task.FromResult(Backlog(subscription));
}
