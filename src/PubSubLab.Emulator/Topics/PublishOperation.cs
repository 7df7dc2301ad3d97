using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Topics;

/// <summary>A publish: its messages enter the topic after their commit.</summary>
internal sealed class PublishOperation(TopicHost host, StoredMessage[] messages, EmulatorPeer? publisher, string[] notes, long firstId) : StoreOperation
{
    public override void Write(StoreRows rows) => host.WriteMessages(rows, messages);

    public override void Apply() => host.EnterStored(messages, publisher, notes, firstId);
}
