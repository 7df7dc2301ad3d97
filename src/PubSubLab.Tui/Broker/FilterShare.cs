using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Tui.Broker;

/// <summary>The part of a topic's messages that a subscription's filter lets through.</summary>
internal static class FilterShare
{
    /// <summary>The messages that passed, and all that the filter saw.</summary>
    public static (long Passed, long Seen) Of(SubscriptionFlow flow, BacklogState? backlog)
    {
        // No worker has seen a waiting message; the backlog counts it if the backend reports one.
        var passed = backlog?.Waiting is not { } waiting ? flow.Passed : Math.Max(flow.Passed, flow.Acked + flow.DeadLettered + waiting + backlog.Outstanding);
        return (passed, passed + flow.FilteredOut);
    }
}
