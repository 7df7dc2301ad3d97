using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Topics;

/// <summary>Gives a message to some subscriptions of its topic, whatever their filters say.</summary>
internal sealed class RestoreOperation(TopicHost host, IReadOnlyList<Subscription> subscriptions, StoredMessage message) : StoreOperation
{
    public override void Write(StoreRows rows)
    {
        host.WriteMessages(rows, [message]);
        message.HasEntries = true;
        Subscription[] all;
        using (host.Enter())
        {
            all = [.. host.Engine.Subscriptions.Values];
        }

        foreach (var subscription in all)
        {
            rows.Entry(message.Id, subscription.Number, new StoredEntry(subscriptions.Contains(subscription) ? EntryState.New : EntryState.Done, 0, 0));
        }
    }

    public override void Apply()
    {
        using var writer = host.Enter();
        host.Engine.Restore(subscriptions, message, writer.Now);
    }
}
