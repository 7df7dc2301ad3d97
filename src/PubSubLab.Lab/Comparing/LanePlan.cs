using PubSubLab.Handlers;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Comparing;

/// <summary>One lane of a comparison before it is opened. All names are short; the lane completes them.</summary>
/// <param name="Name">Its name on the screen.</param>
/// <param name="Summary">Its difference to the other lanes, in one line.</param>
public sealed record LanePlan(string Name, string Summary)
{
    /// <summary>Its subscriptions, with their topics.</summary>
    public required IReadOnlyList<SubscriptionSpec> Subscriptions { get; init; }

    /// <summary>Its workers; each names its subscription.</summary>
    public required IReadOnlyList<WorkerSpec> Workers { get; init; }

    /// <summary>Topic and task of the message with a number from 0 on.</summary>
    public required Func<int, LaneMessage> Message { get; init; }

    /// <summary>The first thing to break, in at most 16 characters.</summary>
    public required string BreaksFirst { get; init; }

    /// <summary>Options of its handlers. Default: those of the lab.</summary>
    public HandlerOptions Handlers { get; init; } = HandlerOptions.Default;

    /// <summary>When its first worker is killed, from the first message on; null for never.</summary>
    public TimeSpan? KillAfter { get; init; }

    /// <summary>The backend's name in a comparison of backends; null for the open one.</summary>
    public string? Backend { get; init; }

    /// <summary>Sentences on the limits of a real project that it passes; none where a real project takes it.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Topics that it takes.</summary>
    public int Topics => Subscriptions.Select(s => s.Topic).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Subscriptions on the topic with the most.</summary>
    public int SubscriptionsPerTopic => Subscriptions.CountBy(s => s.Topic, StringComparer.Ordinal).Max(c => c.Value);

    /// <summary>Why it cannot run on a backend, in a sentence; null where it can.</summary>
    public string? WhyNot(TransportCapabilities capabilities) =>
        !capabilities.Filters && Subscriptions.Any(s => s.Filter is not null) ? "This backend ignores filters, and this lane needs them. The embedded backend has them."
        : !capabilities.Ordering && Subscriptions.Any(s => s.Ordering) ? "This backend has no ordering keys, and this lane needs them. The embedded backend has them."
        : !capabilities.DelayedRetry && Subscriptions.Any(s => s.MinimumBackoff is not null) ? "This backend has no retry policy, and this lane needs one. The embedded backend has one."
        : capabilities.RealProject && Refusals is [var refusal, ..] ? $"It cannot run here: {refusal} Ask for less, or use the embedded backend."
        : null;
}

/// <summary>A message of a lane.</summary>
/// <param name="Topic">The topic's short name.</param>
/// <param name="Task">The task.</param>
public sealed record LaneMessage(string Topic, LabTask Task);
