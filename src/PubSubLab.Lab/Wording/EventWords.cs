using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Wording;

/// <summary>Words for an event's data: the one place for screen, printer and exports.</summary>
public static class EventWords
{
    /// <summary>The words beside an event's kind; empty where there is nothing to add.</summary>
    public static string Of(in LabEvent e) => e.Kind switch
    {
        LabEventKind.ConnectionRestored when e.Data is null => e.Worker is null ? "the broker answers again" : "connected again",
        LabEventKind.TopologyRestored when e.Data is null => "topic and subscription are there again",
        LabEventKind.WorkerStopping when e.Data is null => "takes no more, finishes what it has",
        LabEventKind.LeaseExpired when e.Data is null => "no answer in time: it is delivered again",
        _ => Of(e.Data),
    };

    /// <summary>The words of data that needs nothing else of its event.</summary>
    public static string Of(EventData? data) => data switch
    {
        null => "",
        Reason reason => reason.Text,
        WorkerSetUp set => $"{set.Handler}, accepts {set.Accepts}",
        HandlerChanged now => $"now {now.Handler}",
        RuleChanged now => $"now accepts {now.Accepts}",
        LeftLeases { Tasks: 0 } => "held nothing",
        LeftLeases left when left.AckDeadline == TimeSpan.Zero => $"held {left.Tasks}; the broker gives them to others at once",
        LeftLeases left => $"held {left.Tasks}; its leases end within {Durations.Format(left.AckDeadline)}",
        OwnerEnded => "its experiment or lab ended",
        Handled { Took: var took } when took < TimeSpan.FromMicroseconds(0.5) => "handled at once",
        Handled handled => $"handled in {Durations.Format(handled.Took)}",
        NotAccepted { UserId: { } id } other => $"user_id is {id}, {other.Worker} accepts {other.Accepts}",
        NotAccepted other => $"no user_id, {other.Worker} accepts {other.Accepts}",
        HandlerFailed failed => failed.Error,
        Unfinished => "given back unfinished: the worker was told to stop",
        AnswerLost => "handled, but the broker did not get the acknowledgement; it is delivered again",
        AckLost { Why: AckLost.OnItsWay } => "the broker never got the ack: comes again when the lease ends",
        Repeated again => $"{again.Times:N0} more, for the same reason: {again.Text}",
        AckLost { WasSent: true } lost => $"ack sent, not confirmed: comes again, unless the broker took it{(lost.Why is { } why ? $" ({why})" : "")}",
        AckLost => "ack not sent: comes again",
        StreamLost lost => $"lost its stream and tries again by itself: {lost.Why}",
        BrokerSilent silent => $"the broker does not answer: {silent.Why}",
        StreamPeer peer => $"{peer.Address} {peer.UserAgent}".Trim(),
        MovedTo moved => moved.Topic,
        FaultHit fault => $"Fault: {fault.What}.",
        RouteMade made => $"by {made.Strategy}: subscription {made.Subscription} on {made.Topic}, {(made.Filter is { } filter ? $"filter {filter}" : "no filter")}",
        RunBegan { EarlierUntil: { } until } began => $"{began.Directory} is open again: {(began.EarlierEvents == 1 ? "1 event" : $"{began.EarlierEvents:N0} events")} of earlier runs above, the last at {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC",
        RunBegan began => $"everything lasts in {began.Directory}",
        _ => throw new ArgumentOutOfRangeException(nameof(data), data.GetType().Name, "There are no words for this data."),
    };
}
