using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Topics;

/// <summary>Moves a message to its dead-letter topic: both sides are one transaction.</summary>
internal sealed class DeadLetterOperation(TopicHost source, DeadLetter letter, TopicHost target, StoredMessage[] messages, string[] notes, long firstId) : StoreOperation
{
    public override void Write(StoreRows rows)
    {
        target.WriteMessages(rows, messages);
        rows.Entry(letter.Message.Id, letter.Delivery.Subscription.Number, new StoredEntry(EntryState.Done, letter.Attempts, 0));
    }

    public override void Apply()
    {
        target.EnterStored(messages, null, notes, firstId);
        Answer(published: true);
    }

    public override void Undo() => Answer(published: false);

    private void Answer(bool published)
    {
        using var writer = source.Enter();
        letter.Message.HasEntries = true;
        source.Engine.DeadLettered(letter.Delivery, letter.Serial, published, writer.Now);
    }
}
