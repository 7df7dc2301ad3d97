using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>A worker among the nodes of a Celery fleet.</summary>
/// <param name="Name">Its node name. It holds the process id: each lab on a machine has a worker w1, and Celery's tools tell nodes apart by name.</param>
/// <param name="Queue">The queue that it consumes from.</param>
/// <param name="MaxInFlight">Its limit of outstanding tasks.</param>
/// <param name="AckDeadline">The time after which the broker may give its tasks to others, where it has one.</param>
/// <param name="Broker">The broker.</param>
internal sealed record NodeIdentity(string Name, string Queue, int MaxInFlight, TimeSpan AckDeadline, BrokerFacts Broker)
{
    /// <summary>The end of the names of this process's nodes.</summary>
    public static string Suffix { get; } = $"-{Environment.ProcessId}@{Environment.MachineName}";

    public static NodeIdentity Of(SubscribeOptions subscribe, BrokerFacts broker) =>
        new($"{subscribe.Worker}{Suffix}", subscribe.Subscription, subscribe.MaxInFlight, subscribe.AckDeadline, broker);
}
