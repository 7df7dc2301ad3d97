using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Topics;

/// <summary>A topic's place in a <see cref="Storage.Store"/>.</summary>
internal sealed class TopicStore(Store store, long number)
{
    private int _generation = store.Generation;

    public Store Store { get; } = store;

    /// <summary>Stays the same over restarts, and is another one for a topic that is created anew.</summary>
    public long Number { get; } = number;

    /// <summary>Id of the last message that was written. Only the store's thread reads and writes it.</summary>
    public long LastWritten { get; set; }

    /// <summary>Id of the last message that its retention does not have. Only the store's thread reads and writes it.</summary>
    public long LogSince { get; set; }

    /// <summary>Whether the topic's memory is what the store says, or what it will say when the queue is committed.</summary>
    public bool IsCurrent => _generation == Store.Generation;

    /// <summary>A message with its bytes; null where they are lost. Any thread may call it.</summary>
    /// <exception cref="Grpc.Core.RpcException">Reading failed.</exception>
    public StoredMessage? Read(StoredMessage message) => Read([message])[0];

    /// <summary>Messages with their bytes, as above.</summary>
    /// <exception cref="Grpc.Core.RpcException">Reading failed.</exception>
    public IReadOnlyList<StoredMessage?> Read(IReadOnlyList<StoredMessage> messages)
    {
        var ids = messages.Where(static m => !m.IsInMemory).Select(static m => m.Id).ToArray();
        var bodies = ids.Length == 0 ? [] : Store.ReadMessages(ids);
        var next = 0;
        return [.. messages.Select(m => m.IsInMemory ? m : bodies[next++].Wire is { } wire ? new StoredMessage(wire, m.Id, m.PublishTime) : null)];
    }

    /// <summary>The topic's memory was rebuilt.</summary>
    public void Rebuilt() => _generation = Store.Generation;
}
