
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

        using var writer = TopicHost.Of(found).Enter();
        var oldest = found.OldestUnacknowledged();
        return new SubscriptionBacklog(found.Backlog, found.Outstanding, oldest is { } ticks ? TimeSpan.FromTicks(writer.Now - ticks) : null);
    }

    /// <summary>The oldest messages that a subscription is not done with; null where there is no such subscription.</summary>
    /// <param name="subscription">Full resource name, or the id alone where the project is known.</param>
    /// <param name="most">The maximum number.</param>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The maximum number is not positive.</exception>
    public IReadOnlyList<BacklogMessage>? Peek(string subscription, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        if (!_broker.TrySubscription(_broker.Scope.Subscription(subscription), out var found))
        {
            return null;
        }

        var host = TopicHost.Of(found);
        (StoredMessage Message, DeliveryState State, int Failures)[] oldest;
        long now;
        using (var writer = host.Enter())
        {
            now = writer.Now;
            oldest = [.. found.Inspect().OrderBy(static m => m.Message.Id).Take(most)];
        }

        // A message that is gone meanwhile, or lost, is left out.
        var messages = host.Read([.. oldest.Select(static m => m.Message)]);
        return
        [
            .. oldest.Zip(messages).Where(static pair => pair.Second is not null)
                .Select(pair => new BacklogMessage(pair.Second!.View, WordFor(pair.First.State), pair.First.Failures, TimeSpan.FromTicks(now - pair.First.Message.PublishTime))),
        ];
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
