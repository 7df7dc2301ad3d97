using System.Text.Json.Serialization;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Journal;

/// <summary>
/// What an event adds to its kind, as data. <see cref="Wording.EventWords"/> turns it into a sentence; nothing reads such a sentence back.
/// Instances are small and compared by value, because a million events share them.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Reason), "reason")]
[JsonDerivedType(typeof(WorkerSetUp), "workerSetUp")]
[JsonDerivedType(typeof(HandlerChanged), "handlerChanged")]
[JsonDerivedType(typeof(RuleChanged), "ruleChanged")]
[JsonDerivedType(typeof(LeftLeases), "leftLeases")]
[JsonDerivedType(typeof(OwnerEnded), "ownerEnded")]
[JsonDerivedType(typeof(Handled), "handled")]
[JsonDerivedType(typeof(NotAccepted), "notAccepted")]
[JsonDerivedType(typeof(HandlerFailed), "handlerFailed")]
[JsonDerivedType(typeof(Unfinished), "unfinished")]
[JsonDerivedType(typeof(AnswerLost), "answerLost")]
[JsonDerivedType(typeof(AckLost), "ackLost")]
[JsonDerivedType(typeof(Repeated), "repeated")]
[JsonDerivedType(typeof(StreamLost), "streamLost")]
[JsonDerivedType(typeof(BrokerSilent), "brokerSilent")]
[JsonDerivedType(typeof(StreamPeer), "streamPeer")]
[JsonDerivedType(typeof(MovedTo), "movedTo")]
[JsonDerivedType(typeof(FaultHit), "faultHit")]
[JsonDerivedType(typeof(RouteMade), "routeMade")]
[JsonDerivedType(typeof(RunBegan), "runBegan")]
public abstract record EventData;

/// <summary>A reason or a note in words: an exception's, the broker's, or one for the person at the screen.</summary>
/// <param name="Text">The words.</param>
public sealed record Reason(string Text) : EventData;

/// <summary>A starting worker's handler and rule.</summary>
/// <param name="Handler">Its handler's label.</param>
/// <param name="Accepts">The tasks that it keeps.</param>
public sealed record WorkerSetUp(string Handler, Acceptance Accepts) : EventData;

/// <summary>A worker has another handler.</summary>
/// <param name="Handler">The handler's label.</param>
public sealed record HandlerChanged(string Handler) : EventData;

/// <summary>A worker has another acceptance rule.</summary>
/// <param name="Accepts">The tasks that it keeps now.</param>
public sealed record RuleChanged(Acceptance Accepts) : EventData;

/// <summary>A killed worker leaves unanswered leases.</summary>
/// <param name="Tasks">Its number of outstanding tasks.</param>
/// <param name="AckDeadline">The longest time that a lease goes on.</param>
public sealed record LeftLeases(int Tasks, [property: JsonConverter(typeof(JsonSeconds))] TimeSpan AckDeadline) : EventData;

/// <summary>A worker ended because the experiment or lab that it belongs to ended.</summary>
public sealed record OwnerEnded : EventData
{
    /// <summary>The one instance.</summary>
    public static OwnerEnded Instance { get; } = new();
}

/// <summary>A handler finished a task.</summary>
/// <param name="Took">The handling time.</param>
public sealed record Handled([property: JsonConverter(typeof(JsonSeconds))] TimeSpan Took) : EventData
{
    /// <summary>Rounded to three digits, as people read it; a million events then share a few thousand values.</summary>
    public static Handled In(TimeSpan took)
    {
        var step = 1L;
        for (var ticks = took.Ticks; ticks >= 10_000; ticks /= 10)
        {
            step *= 10;
        }

        return new Handled(TimeSpan.FromTicks((took.Ticks + (step / 2)) / step * step));
    }
}

/// <summary>A worker's acceptance rule does not keep the task.</summary>
/// <param name="UserId">The task's <c>user_id</c>; null where it has none.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Accepts">The users whose tasks it keeps, as a list or a count.</param>
public sealed record NotAccepted(string? UserId, string Worker, string Accepts) : EventData;

/// <summary>The handler threw.</summary>
/// <param name="Error">The exception's words.</param>
public sealed record HandlerFailed(string Error) : EventData;

/// <summary>The worker was stopped before its handler finished.</summary>
public sealed record Unfinished : EventData
{
    /// <summary>The one instance.</summary>
    public static Unfinished Instance { get; } = new();
}

/// <summary>A task was handled, and the broker did not get its acknowledgement.</summary>
public sealed record AnswerLost : EventData
{
    /// <summary>The one instance.</summary>
    public static AnswerLost Instance { get; } = new();
}

/// <summary>An ack that the broker did not confirm.</summary>
/// <param name="WasSent">Whether it was sent.</param>
/// <param name="Why">Why, in the client's words; null where it does not say.</param>
public sealed record AckLost(bool WasSent, string? Why) : EventData
{
    /// <summary>The reason of an ack that a fault lost: the broker certainly does not have it.</summary>
    public const string OnItsWay = "lost on its way";
}

/// <summary>An event that stands for several alike.</summary>
/// <param name="Times">Number of them.</param>
/// <param name="Text">The text that all of them have.</param>
public sealed record Repeated(int Times, string Text) : EventData;

/// <summary>A worker's stream broke; the client opens another.</summary>
/// <param name="Why">Why, in the client's words.</param>
public sealed record StreamLost(string Why) : EventData;

/// <summary>The broker does not answer.</summary>
/// <param name="Why">Why, in the client's words.</param>
public sealed record BrokerSilent(string Why) : EventData;

/// <summary>Another program's stream.</summary>
/// <param name="Address">Where it comes from; null where that is not known.</param>
/// <param name="UserAgent">Its user agent; null for none.</param>
public sealed record StreamPeer(string? Address, string? UserAgent) : EventData;

/// <summary>A message moved to another topic.</summary>
/// <param name="Topic">The topic's name.</param>
public sealed record MovedTo(string Topic) : EventData;

/// <summary>A fault that a person ordered happened.</summary>
/// <param name="What">A description.</param>
public sealed record FaultHit(string What) : EventData;

/// <summary>A routing strategy made a subscription.</summary>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Subscription">The subscription's id.</param>
/// <param name="Topic">The topic's id.</param>
/// <param name="Filter">Its filter; null for none.</param>
public sealed record RouteMade(string Strategy, string Subscription, string Topic, string? Filter) : EventData;

/// <summary>A run of the lab on a data directory began.</summary>
/// <param name="Directory">The directory's name.</param>
/// <param name="EarlierEvents">Number of events of earlier runs before it.</param>
/// <param name="EarlierUntil">When the last run ended; null for the first one.</param>
public sealed record RunBegan(string Directory, long EarlierEvents, DateTimeOffset? EarlierUntil) : EventData;
