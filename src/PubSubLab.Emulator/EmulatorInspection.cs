
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator;

/// <summary>Looks into an emulator's subscriptions without changing anything, which no client of the API can.</summary>
public sealed class EmulatorInspection
{
    private readonly Broker _broker;

    internal EmulatorInspection(Broker broker) => _broker = broker;

    /// <summary>The inspection of a running emulator.</summary>
    public static EmulatorInspection Of(PubSubEmulator emulator)
    {
        ArgumentNullException.ThrowIfNull(emulator);
        return new EmulatorInspection(emulator.Broker);
    }

    /// <summary>A subscription's backlog; null if the name is unknown.</summary>
    /// <param name="subscription">Full resource name, or the id alone where the project is known.</param>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    public SubscriptionBacklog? Backlog(string subscription)
    {
        if (!_broker.TrySubscription(_broker.Scope.Subscription(subscription), out var found))
        {
            return null;
        }

        var (waiting, outstanding, oldest) = SubscriptionLook.Count(found);
        return new SubscriptionBacklog(waiting, outstanding, oldest);
    }

    /// <summary>The oldest messages that a subscription is not done with; null where there is no such subscription.</summary>
    /// <param name="subscription">Full resource name, or the id alone where the project is known.</param>
    /// <param name="most">The maximum number.</param>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The maximum number is not positive.</exception>
    public IReadOnlyList<BacklogMessage>? Peek(string subscription, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        return _broker.TrySubscription(_broker.Scope.Subscription(subscription), out var found)
            ? [.. SubscriptionLook.Oldest(found, most, long.MaxValue).Select(static m => new BacklogMessage(m.Whole!.View, WordFor(m.State), m.Failures, m.Age))]
            : null;
    }

    private static string WordFor(DeliveryState state) => state switch
    {
        DeliveryState.Leased or DeliveryState.Assigned => BacklogMessage.Outstanding,
        DeliveryState.BackingOff => "backing off",
        DeliveryState.DeadLettering => "being dead-lettered",
        _ => "waits",
    };
}

/// <summary>A subscription's backlog.</summary>
/// <param name="Waiting">Messages that wait: never sent, given back, or backing off.</param>
/// <param name="Outstanding">Messages that are sent and not answered.</param>
/// <param name="OldestAge">Age of the oldest one; null for none.</param>
public sealed record SubscriptionBacklog(long Waiting, long Outstanding, TimeSpan? OldestAge);

/// <summary>A message that a subscription is not done with.</summary>
/// <param name="Message">The message.</param>
/// <param name="State">Its state: <c>waits</c>, <c>outstanding</c>, <c>backing off</c>, <c>being dead-lettered</c>.</param>
/// <param name="Failures">Number of nacks and passed deadlines.</param>
/// <param name="Age">Time since the publish.</param>
public sealed record BacklogMessage(PubsubMessageView Message, string State, int Failures, TimeSpan Age)
{
    /// <summary>The <see cref="State"/> of a message that a subscriber has and has not answered.</summary>
    public const string Outstanding = "outstanding";
}
