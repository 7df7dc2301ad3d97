namespace PubSubLab.Lab.Ports;

/// <summary>Looks into subscriptions without taking anything out, also on a broker in another process.</summary>
public interface IBacklogInspection : IQueueInspection
{
    /// <summary>The oldest messages of a subscription, nothing taken out; null where there is no such subscription, or the broker tells nothing.</summary>
    /// <exception cref="LabException">The broker does not answer.</exception>
    Task<IReadOnlyList<WaitingMessage>?> PeekAsync(string subscription, int most, CancellationToken cancellation);
}
