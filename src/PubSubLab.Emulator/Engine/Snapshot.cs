using PubSubLab.Emulator.Resources;

namespace PubSubLab.Emulator.Engine;

/// <summary>
/// What a subscription had not acknowledged when the snapshot was made, and everything that its topic got since
/// (Pub/Sub docs, "Replay and purge messages", snapshots).
/// </summary>
internal sealed class Snapshot(string name, TopicEngine topic) : Timed
{
    public string Name { get; } = name;

    public TopicEngine Topic { get; } = topic;

    /// <summary>The unacknowledged messages at its creation.</summary>
    public MessageQueue Unacknowledged { get; } = new(topic.Held);

    public MessageQueue Later { get; } = new(topic.Held);

    /// <summary>UTC ticks.</summary>
    public long ExpireTime { get; set; }

    public IReadOnlyDictionary<string, string>? Labels { get; set; }
}
