
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Brokers;

// Operations outside the API: emptying a project, and breaking streams.
internal sealed partial class Broker
{
    /// <summary>Short names of topics and subscriptions.</summary>
    public ProjectScope Scope => scope;

    public EmulatorHistory? History { get; } = options.KeepHistory ? new EmulatorHistory(options.TimeProvider, scope) : null;

    /// <summary>Faults of messages.</summary>
    public EmulatorMessageFaults MessageFaults { get; } = new();

    public bool IsObserved => Options.Observer is not null || History is not null;

    public void Observe(in EmulatorEvent e)
    {
        History?.Add(e);
        Options.Observer?.OnEvent(e);
    }

    /// <summary>Deletes every topic, subscription, snapshot and schema of a project, and what is remembered of it.</summary>
    public void ResetProject(string id)
    {
        lock (_directory)
        {
            if (_projects.TryGetValue(id, out var project))
            {
                var snapshots = project.Snapshots.Select(Snapshot).ToArray();
                var subscriptions = project.Subscriptions.Select(Subscription).ToArray();
                var topics = project.Topics.Select(Topic).ToArray();
                Store.Change(
                    rows =>
                    {
                        Array.ForEach(snapshots, snapshot => rows.DeleteSnapshot(snapshot.Name));
                        Array.ForEach(subscriptions, subscription => rows.DeleteSubscription(subscription.Number, subscription.Name));
                        Array.ForEach(topics, topic => rows.TopicDeleted(topic.Stored!.Number, topic.Engine.Name));
                    },
                    () =>
                    {
                        Array.ForEach(snapshots, RemoveSnapshot);
                        Array.ForEach(subscriptions, subscription => RemoveSubscription(subscription, "the project was reset"));
                        Array.ForEach(topics, RemoveTopic);
                    });
                _projects.Remove(id);
                scope.Remove(id);
            }

            Schemas.DeleteProject($"projects/{id}");
        }

        History?.Forget($"projects/{id}");
    }

    /// <summary>Breaks the streams of every subscription.</summary>
    public void BreakAllStreams()
    {
        List<Subscription> all;
        lock (_directory)
        {
            all = [.. _projects.Values.SelectMany(static project => project.Subscriptions).Select(Subscription)];
        }

        all.ForEach(static subscription => BreakStreams(subscription));
    }

    /// <summary>Breaks the streams of a subscription. Push goes on.</summary>
    /// <returns>The number of broken streams.</returns>
    public static int BreakStreams(Subscription subscription)
    {
        var host = TopicHost.Of(subscription);
        using var writer = host.Enter();
        return host.Engine.Evict(subscription, EvictionReason.Broken, writer.Now);
    }
}
