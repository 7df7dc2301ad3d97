using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Limits;

namespace PubSubLab.Emulator.Topics;

/// <summary>The part of the directory that a topic uses.</summary>
internal interface ITopicDirectory
{
    EmulatorClock Clock { get; }

    MemoryWatermark Memory { get; }

    /// <summary>Whether anybody sees what is told to <see cref="Observe"/>.</summary>
    bool IsObserved { get; }

    void Observe(in EmulatorEvent e);

    /// <summary>Moves a message to its dead-letter topic and tells its subscription whether it arrived.</summary>
    void PublishDeadLetter(TopicHost source, DeadLetter letter);

    void ExpireSubscription(Subscription subscription);

    void ExpireSnapshot(Snapshot snapshot);
}
