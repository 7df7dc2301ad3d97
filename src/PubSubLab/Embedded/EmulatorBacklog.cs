using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>The embedded emulator's backlogs for the screen.</summary>
internal sealed class EmulatorBacklog(EmulatorInspection inspection, string project) : IBacklogView, IBacklogInspection
{
    /// <inheritdoc/>
    public bool HasTasks => false;

    /// <inheritdoc/>
    public BacklogState? Read(string subscription) =>
        inspection.Backlog(NameOf(subscription)) is { } backlog ? new BacklogState(backlog.Waiting, backlog.Outstanding, backlog.OldestAge) : null;

    /// <inheritdoc/>
    public IReadOnlyList<WaitingMessage>? Peek(string subscription, int most) =>
        inspection.Peek(NameOf(subscription), most) is { } messages
            ? [.. messages.Select(m => new WaitingMessage(m.Message.MessageId, m.State, m.State == BacklogMessage.Outstanding, m.Failures, m.Age, m.Message.Attributes, m.Message.Data))]
            : null;

    /// <inheritdoc/>
    public Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation) => Task.FromResult(Read(subscription));

    /// <inheritdoc/>
    public Task<IReadOnlyList<WaitingMessage>?> PeekAsync(string subscription, int most, CancellationToken cancellation) => Task.FromResult(Peek(subscription, most));

    private string NameOf(string subscription) => subscription.StartsWith("projects/", StringComparison.Ordinal) ? subscription : $"projects/{project}/subscriptions/{subscription}";
}
