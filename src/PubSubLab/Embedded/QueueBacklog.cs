using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>The backlogs of queues that a broker keeps under other names.</summary>
/// <param name="backlog">The broker's own.</param>
/// <param name="nameOf">The broker's name of a queue's subscription.</param>
internal sealed class QueueBacklog(IBacklogView backlog, Func<string, string> nameOf) : IBacklogView
{
    /// <inheritdoc/>
    public BacklogState? Read(string subscription) => backlog.Read(nameOf(subscription));

    /// <inheritdoc/>
    public IReadOnlyList<WaitingMessage>? Peek(string subscription, int most) => backlog.Peek(nameOf(subscription), most);
}
