namespace PubSubLab.Lab.Journal;

/// <summary>
/// How many messages were published and not acknowledged by anybody so far: the backlog as far as the journal can know it,
/// on every backend. Messages that only other programs know of are not in it, nor are those that a filter let pass by and nobody has got.
/// </summary>
public sealed class UnackedMessages : IJournalProjection
{
    private long _count;

    // The backlog that was there before this run. Of most of its messages only the broker knows.
    private long _earlier;

    /// <summary>The count now.</summary>
    public long Count => Interlocked.Read(ref _count) + Interlocked.Read(ref _earlier);

    internal UnackedMessages Copy() => new() { _count = Count };

    /// <summary>Counts the messages that earlier runs left, as the broker knows them.</summary>
    public void Begin(long earlier) => Interlocked.Exchange(ref _earlier, earlier);

    /// <summary>Sets the count where it is known from elsewhere.</summary>
    internal void Set(long count) => Interlocked.Exchange(ref _count, count);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        // The journal has counted the event in its message already. An ack can be reported before the publisher learns that the broker
        // has the message; then the message is never counted here.
        if (e.Message is not { } message)
        {
            return;
        }

        if ((message.IsEarlier || message.PublishedAt is null) && Interlocked.Read(ref _earlier) is > 0 and var earlier)
        {
            Interlocked.Exchange(ref _earlier, Math.Max(0, earlier + ChangeOf(e.Kind, message)));
        }

        if (message.IsEarlier)
        {
            return;
        }

        if (e.Kind == LabEventKind.Published && message is { StandingAcks: 0, DeadLetters: 0, IsPassedBy: false })
        {
            Interlocked.Increment(ref _count);
        }
        else if (e.Kind == LabEventKind.FilteredOut && message is { StandingAcks: 0, DeadLetters: 0, Deliveries: 0 } && message.PassBy())
        {
            Interlocked.Add(ref _count, message.PublishedAt is null ? 0 : -1);
        }
        else if (e.Kind == LabEventKind.Delivered && message.TakeUp())
        {
            Interlocked.Add(ref _count, message.PublishedAt is null ? 0 : 1);
        }
        else if (e.Kind == LabEventKind.AckUnconfirmed && message is { PublishedAt: not null, StandingAcks: 0, DeadLetters: 0 })
        {
            Interlocked.Increment(ref _count);
        }
        else if (e.Kind is LabEventKind.Delivered or LabEventKind.LeaseExpired && message is { IsBack: true, PublishedAt: not null, StandingAcks: 0, DeadLetters: 0 })
        {
            Interlocked.Increment(ref _count);
        }
        else if (message.PublishedAt is not null
            && ((e.Kind == LabEventKind.Acked && message is { StandingAcks: 1, DeadLetters: 0 })
                || (e.Kind == LabEventKind.DeadLettered && message is { StandingAcks: 0, DeadLetters: 1 })))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private static int ChangeOf(LabEventKind kind, LabMessage message) => kind switch
    {
        // A message whose acknowledgement in an earlier run was lost is in the count.
        LabEventKind.Acked when message.DeadLetters == 0 && (message.StandingAcks == 1 || message.AcksOfThisRun == 1) => -1,
        LabEventKind.DeadLettered when message is { StandingAcks: 0, DeadLetters: 1 } => -1,
        LabEventKind.AckUnconfirmed when message is { StandingAcks: 0, DeadLetters: 0 } => 1,
        LabEventKind.Delivered or LabEventKind.LeaseExpired when message is { IsBack: true, StandingAcks: 0, DeadLetters: 0, AcksOfThisRun: > 0 } => 1,
        _ => 0,
    };
}
