using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Topics;

/// <summary>Looks into a subscription without changing anything.</summary>
internal static class SubscriptionLook
{
    /// <summary>Messages that wait, those that are sent and not answered, and the age of the oldest; null for none.</summary>
    public static (long Waiting, long Outstanding, TimeSpan? OldestAge) Count(Subscription subscription)
    {
        using var writer = TopicHost.Of(subscription).Enter();
        var oldest = subscription.OldestUnacknowledged();
        return (subscription.Backlog, subscription.Outstanding, oldest is { } ticks ? TimeSpan.FromTicks(writer.Now - ticks) : null);
    }

    /// <summary>The oldest messages that a subscription is not done with.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="most">The maximum number.</param>
    /// <param name="mostBytes">The maximum of their sizes together; of a message beyond that the id and time are all that is read.</param>
    public static List<InspectedMessage> Oldest(Subscription subscription, int most, long mostBytes)
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
}
