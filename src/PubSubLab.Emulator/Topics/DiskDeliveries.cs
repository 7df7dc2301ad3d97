using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Topics;

/// <summary>Reads the messages of deliveries whose bytes are on the disk only, outside the topic's lock.</summary>
internal static class DiskDeliveries
{
    /// <summary>
    /// Leaves in the batch the messages that can be sent, with their bytes. The caller has the topic's lock; the work begins after it. If
    /// the task fails, nothing of the batch may be sent, and the messages come again.
    /// </summary>
    public static async Task ReadAsync(TopicHost host, Subscription subscription, DeliveryBatch batch, Task sendable)
    {
        await Task.Yield();
        var read = host.Stored!.Read([.. batch.Items.Select(static item => item.Message)]);
        List<DeliveryBatch.Item>? lost = null;
        for (var i = batch.Count - 1; i >= 0; i--)
        {
            if (read[i] is { } message)
            {
                batch.Items[i] = batch.Items[i] with { Message = message };
            }
            else
            {
                (lost ??= []).Add(batch.Items[i]);
                batch.Items.RemoveAt(i);
            }
        }

        if (lost is not null)
        {
            GiveUp(host, subscription, lost);
        }

        await sendable;
    }

    // A delivery that ended while its message was read is no loss.
    private static void GiveUp(TopicHost host, Subscription subscription, List<DeliveryBatch.Item> lost)
    {
        using (var writer = host.Enter())
        {
            var now = writer.Now;
            lost.RemoveAll(item => !host.Engine.Lose(subscription, item.AckId, now));
        }

        foreach (var item in lost)
        {
            host.Stored!.Store.TellLost(item.Message.Id.ToString(), subscription.Name);
        }
    }
}
