namespace PubSubLab.Lab.Ports;

/// <summary>Looks into subscriptions without taking anything out. The Pub/Sub API cannot; a broker in the same process can.</summary>
public interface IBacklogView
{
    /// <summary>A subscription's backlog; null if the id is unknown.</summary>
    BacklogState? Read(string subscription);

    /// <summary>The oldest messages of a subscription, nothing taken out; null where there is no such subscription.</summary>
    IReadOnlyList<WaitingMessage>? Peek(string subscription, int most);
}

/// <summary>A subscription's backlog.</summary>
/// <param name="Waiting">Messages that wait: never sent, given back, or backing off; null where the backend does not tell.</param>
/// <param name="Outstanding">Number of outstanding messages, where the backend tells it for each subscription.</param>
/// <param name="OldestAge">Age of the oldest unacknowledged message; null for none.</param>
public sealed record BacklogState(long? Waiting, long Outstanding, TimeSpan? OldestAge)
{
    /// <summary>A queue of tasks of which the broker tells nothing.</summary>
    public static BacklogState Unknown { get; } = new(null, 0, null) { IsTaskQueue = true };

    /// <summary>Messages that are due later; null where the backend does not tell.</summary>
    public long? Scheduled { get; init; }

    /// <summary>Time until the first of them is due; null for none, or where the backend does not tell.</summary>
    public TimeSpan? NextDueIn { get; init; }

    /// <summary>Messages that failed and are to be tried again; null where the backend does not tell.</summary>
    public long? Retrying { get; init; }

    /// <summary>The highest attempt that one of them is at; null for none.</summary>
    public int? HighestAttempt { get; init; }

    /// <summary>Messages that workers of any program have and have not answered; null where the backend does not tell.</summary>
    public long? Unacknowledged { get; init; }

    /// <summary>Whether the broker counts <see cref="Unacknowledged"/> for all its queues together.</summary>
    public bool UnacknowledgedOfAll { get; init; }

    /// <summary>Whether the broker counts <see cref="Scheduled"/> for all its queues together.</summary>
    public bool ScheduledOfAll { get; init; }

    /// <summary>Dead letters; null where there is no place for them, or the backend does not tell.</summary>
    public long? Dead { get; init; }

    /// <summary>Stored results by their state; null where none are stored.</summary>
    public ResultTotals? Results { get; init; }

    /// <summary>Whether it is a task queue, so that a figure that is null is an unknown one.</summary>
    public bool IsTaskQueue { get; init; }

    /// <summary>Whether a backlog was too long to look at every message, so that scheduled and retrying ones may be more.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether the broker no longer answers, so that the figures are its last ones.</summary>
    public bool IsStale { get; init; }
}

/// <summary>Results of tasks that are stored now, of every program that stores there.</summary>
/// <param name="Succeeded">Successes.</param>
/// <param name="Failed">Failures, and revoked tasks.</param>
public sealed record ResultTotals(long Succeeded, long Failed);

/// <summary>A message in a backlog.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="State">Its state: <c>waits</c>, <c>outstanding</c>, <c>backing off</c>.</param>
/// <param name="IsOutstanding">Whether a subscriber has it and has not answered.</param>
/// <param name="Attempts">Number of failures.</param>
/// <param name="Age">Time since the publish.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Data">Its body.</param>
public sealed record WaitingMessage(
    string MessageId, string State, bool IsOutstanding, int Attempts, TimeSpan Age, IReadOnlyDictionary<string, string> Attributes, ReadOnlyMemory<byte> Data)
{
    private const int ShownBytes = 200;

    /// <summary>The beginning of its body.</summary>
    public string Text => OutsideText.Begin(Data.Span, ShownBytes);
}
