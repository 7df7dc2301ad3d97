
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
    public SubscriptionBacklog? Backlog(string subscription) =>
        _broker.TrySubscription(_broker.Scope.Subscription(subscription), out var found) ? Backlog(found) : null;

    /// <summary>The oldest messages that a subscription is not done with; null where there is no such subscription.</summary>
    /// <param name="subscription">Full resource name, or the id alone where the project is known.</param>
    /// <param name="most">The maximum number.</param>
    /// <exception cref="ArgumentException">The name has another form, or its project is not known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The maximum number is not positive.</exception>
    public IReadOnlyList<BacklogMessage>? Peek(string subscription, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        return _broker.TrySubscription(_broker.Scope.Subscription(subscription), out var found)
            ? [.. Look(found, most, long.MaxValue).Select(static m => new BacklogMessage(m.Whole!.View, WordFor(m.State), m.Failures, m.Age))]
            : null;
    }

    /// <summary>A subscription's backlog.</summary>
    internal static SubscriptionBacklog Backlog(Subscription subscription)
    {
        using var writer = TopicHost.Of(subscription).Enter();
        var oldest = subscription.OldestUnacknowledged();
        return new SubscriptionBacklog(subscription.Backlog, subscription.Outstanding, oldest is { } ticks ? TimeSpan.FromTicks(writer.Now - ticks) : null);
    }

    /// <summary>The oldest messages that a subscription is not done with.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="most">The maximum number.</param>
    /// <param name="mostBytes">The maximum of their sizes together; of a message beyond that the id and time are all that is read.</param>
    internal static List<InspectedMessage> Look(Subscription subscription, int most, long mostBytes)
    {
        var host = TopicHost.Of(subscription);
        var room = mostBytes;
        (StoredMessage Message, DeliveryState State, int Failures, bool Fits)[] oldest;
        long now;
        using (var writer = host.Enter())
        {
            now = writer.Now;
            oldest = [.. subscription.Inspect().OrderBy(static m => m.Message.Id).Take(most).Select(m => (m.Message, m.State, m.Failures, m.Message.Size <= room && (room -= m.Message.Size) >= 0))];
        }

        var read = new Queue<StoredMessage?>(host.Read([.. oldest.Where(static m => m.Fits).Select(static m => m.Message)]));
        var found = new List<InspectedMessage>(oldest.Length);
        foreach (var (message, state, failures, fits) in oldest)
        {
            // A message that is gone meanwhile, or lost, is left out.
            var whole = fits ? read.Dequeue() : null;
            if (whole is not null || !fits)
            {
                found.Add(new InspectedMessage(message, whole, state, failures, TimeSpan.FromTicks(now - message.PublishTime)));
            }
        }

        return found;
    }

    private static string WordFor(DeliveryState state) => state switch
    {
        DeliveryState.Leased or DeliveryState.Assigned => BacklogMessage.Outstanding,
        DeliveryState.BackingOff => "backing off",
        DeliveryState.DeadLettering => "being dead-lettered",
        _ => "waits",
    };
}

/// <summary>A message that a subscription is not done with.</summary>
/// <param name="Message">The message, which may be on the disk only.</param>
/// <param name="Whole">The same in memory; null where it was not read.</param>
/// <param name="State">Its state.</param>
/// <param name="Failures">Number of nacks and passed deadlines.</param>
/// <param name="Age">Time since the publish.</param>
internal readonly record struct InspectedMessage(StoredMessage Message, StoredMessage? Whole, DeliveryState State, int Failures, TimeSpan Age);

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
