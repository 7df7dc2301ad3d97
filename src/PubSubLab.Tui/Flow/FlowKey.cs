namespace PubSubLab.Tui.Flow;

/// <summary>The subject of a row of the flow.</summary>
internal enum FlowKind
{
    Topic,
    Subscription,
    Worker,

    /// <summary>The figures of a task queue that a queue of messages does not have.</summary>
    Tasks,

    /// <summary>The workers of a subscription that have no row.</summary>
    MoreWorkers,

    /// <summary>The subscriptions that have no row.</summary>
    MoreSubscriptions,
}

/// <summary>Names a row of the flow. The rows of hidden workers have their subscription's name.</summary>
internal readonly record struct FlowKey(FlowKind Kind, string Name);
