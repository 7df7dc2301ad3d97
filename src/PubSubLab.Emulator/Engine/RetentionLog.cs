namespace PubSubLab.Emulator.Engine;

/// <summary>All messages of a topic that its retention still covers, acknowledged or not.</summary>
internal sealed class RetentionLog(HeldBytes held) : Timed
{
    private readonly MessageQueue _messages = new(held);

    public IEnumerable<StoredMessage> Messages => _messages.Items();

    public long? OldestTime => _messages.TryPeek(out var message) ? message.PublishTime : null;

    public void Add(StoredMessage message) => _messages.Enqueue(message);

    /// <summary>Drops what was published at <paramref name="time"/> or before.</summary>
    public void DropBefore(long time)
    {
        while (_messages.TryPeek(out var message) && message.PublishTime <= time)
        {
            _messages.TryDequeue(out _);
        }
    }
}
