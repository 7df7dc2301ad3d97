namespace PubSubLab.Lab.Ports;

/// <summary>Looks into subscriptions without taking anything out. The Pub/Sub API cannot; a broker in the same process can.</summary>
public interface IBacklogView
{
    /// <summary>How a subscription stands; null where there is none of that id.</summary>
    BacklogState? Read(string subscription);

    /// <summary>The oldest messages of a subscription, nothing taken out; null where there is no such subscription.</summary>
    IReadOnlyList<WaitingMessage>? Peek(string subscription, int most);
}

/// <summary>How a subscription stands.</summary>
/// <param name="Waiting">Messages that wait: never sent, given back, or backing off.</param>
/// <param name="Outstanding">Messages that somebody has in hand.</param>
/// <param name="OldestAge">How long ago the oldest message that is not acknowledged was published; null where there is none.</param>
public sealed record BacklogState(long Waiting, long Outstanding, TimeSpan? OldestAge);

/// <summary>A message in a backlog.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="State">Where it is, in words: <c>waits</c>, <c>in hand</c>, <c>backing off</c>.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="Age">How long ago it was published.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Text">The beginning of its body.</param>
public sealed record WaitingMessage(
    string MessageId, string State, int Attempts, TimeSpan Age, IReadOnlyDictionary<string, string> Attributes, string Text);
