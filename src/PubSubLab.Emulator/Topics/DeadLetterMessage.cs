
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Protobuf;
using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Topics;

/// <summary>A message as the dead-letter topic gets it (Pub/Sub docs, "Dead-letter topics", message attributes).</summary>
internal static class DeadLetterMessage
{
    public const string DeliveryCount = "CloudPubSubDeadLetterSourceDeliveryCount";
    public const string SourceSubscription = "CloudPubSubDeadLetterSourceSubscription";
    public const string SourceProject = "CloudPubSubDeadLetterSourceSubscriptionProject";
    public const string SourcePublishTime = "CloudPubSubDeadLetterSourceTopicPublishTime";

    /// <param name="letter">The message on its way.</param>
    /// <param name="message">The message with its bytes.</param>
    public static PublishBatch Build(DeadLetter letter, StoredMessage message)
    {
        var name = letter.Delivery.Subscription.Name;
        var body = MessageFields.CopyPublisherFields(message.Wire);
        MessageFields.AppendAttribute(body, DeliveryCount, letter.Attempts.ToString());
        MessageFields.AppendAttribute(body, SourceSubscription, ResourceName.IdOf(name));
        MessageFields.AppendAttribute(body, SourceProject, ResourceName.ProjectOf(name));
        MessageFields.AppendAttribute(body, SourcePublishTime, new DateTime(message.PublishTime, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ss.fffK"));
        var bytes = body.ToArray();
        var batch = new PublishBatch();
        batch.Reset(bytes);
        batch.Add(0, bytes.Length);
        return batch;
    }
}
