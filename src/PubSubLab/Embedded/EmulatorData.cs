using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Embedded;

/// <summary>The embedded emulator's data directory for the screen.</summary>
internal sealed class EmulatorData(Store store) : IDataDirectory
{
    /// <inheritdoc/>
    public string? Refusal => store.Refusal;

    /// <inheritdoc/>
    public DataDirectoryState Read() => new(
        store.Path, store.Start, new DirectoryInfo(store.Path).EnumerateFiles($"{DataDirectory.FileName}*").Sum(static file => file.Length));

    /// <summary>Messages that a project's topics have for their subscriptions: of each topic, as many as its largest backlog.</summary>
    public static long Backlog(Broker broker, string project) => broker.ResourcesOf(project).Subscriptions
        .Where(static subscription => !EmulatorJournal.KeepsOwnBooks(subscription.Name[(subscription.Name.LastIndexOf('/') + 1)..]))
        .GroupBy(static subscription => TopicHost.Of(subscription))
        .Sum(static topic => Largest(topic.Key, topic));

    private static long Largest(TopicHost host, IEnumerable<Subscription> subscriptions)
    {
        using var writer = host.Enter();
        return subscriptions.Max(static subscription => (long)subscription.Backlog + subscription.Outstanding);
    }
}
