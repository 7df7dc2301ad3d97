namespace PubSubLab.Lab.Transports;

/// <summary>A running subscription of one worker.</summary>
public interface ITransportSubscription : IAsyncDisposable
{
    /// <summary>Ends when the subscription has ended; faults with a <see cref="LabException"/> when the broker refused for good.</summary>
    Task Completion { get; }

    /// <summary>When its messages go to others after it died. Default: by the ack deadline.</summary>
    ReturnRule Returns => ReturnRule.AckDeadline;

    /// <summary>Takes no more and waits for outstanding messages, at most <paramref name="timeout"/>; it nacks the rest.</summary>
    Task StopAsync(TimeSpan timeout);

    /// <summary>
    /// Dies as a process does: when this returns, no ack, nack or extension can leave any more, and the broker is told nothing.
    /// Does not wait.
    /// </summary>
    void Sever();
}
