
using PubSubLab.Emulator.Diagnostics;
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

    public EmulatorHistory History { get; } = new(options.TimeProvider, scope, options.KeepHistory);

    /// <summary>Faults of messages.</summary>
    public EmulatorMessageFaults MessageFaults { get; } = new();

    public bool IsObserved => Options.Observer is not null || History.IsKept || Telemetry.IsOn;

    private EmulatorTelemetry Telemetry { get; } = new();

    /// <summary>Ids of the projects that have resources, in order.</summary>
    public IReadOnlyList<string> Projects
    {
        get
        {
            lock (_directory)
            {
                return [.. _projects.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public void Observe(in EmulatorEvent e)
    {
        History.Add(e);
        if (Telemetry.IsOn)
        {
            Telemetry.OnEvent(e);
        }

        Options.Observer?.OnEvent(e);
    }

    /// <summary>Deletes every topic, subscription, snapshot and schema of a project, and what is remembered of it.</summary>
    public void ResetProject(string id)
    {
        DeleteAll(id);
        History.Forget($"projects/{id}");
    }

    /// <summary>Deletes every topic, subscription, snapshot and schema of a project.</summary>
    public void DeleteAll(string id)
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
    }

    /// <summary>The topics and subscriptions of a project.</summary>
    public (IReadOnlyList<TopicHost> Topics, IReadOnlyList<Subscription> Subscriptions) ResourcesOf(string project)
    {
        lock (_directory)
        {
            return _projects.TryGetValue(project, out var names)
                ? ([.. names.Topics.Select(Topic)], [.. names.Subscriptions.Select(Subscription)])
                : ([], []);
        }
    }

    /// <summary>Does everything that is due by now, which timers would do in a moment.</summary>
    public void CatchUp()
    {
        TopicHost[] hosts;
        lock (_directory)
        {
            hosts = [.. _topics.Values, .. _orphans];
        }

        foreach (var host in hosts)
        {
            using var writer = host.Enter();
            host.Engine.Advance(writer.Now);
        }
    }

    /// <summary>Gives a message, which another emulator had, to subscriptions of its topic. The task completes when it lasts; at once without a store.</summary>
    public Task Restore(IReadOnlyList<Subscription> subscriptions, StoredMessage message)
    {
        // Ids go on after it.
        for (var last = Volatile.Read(ref _lastMessageId); last < message.Id; last = Volatile.Read(ref _lastMessageId))
        {
            Interlocked.CompareExchange(ref _lastMessageId, message.Id, last);
        }

        var host = TopicHost.Of(subscriptions[0]);
        if (Store is not null)
        {
            var operation = new RestoreOperation(host, subscriptions, message);
            Store.Add(operation);
            return operation.Done;
        }

        using var writer = host.Enter();
        host.Engine.Restore(subscriptions, message, writer.Now);
        return Task.CompletedTask;
    }

    private static (string Subscription, long Waiting, long Outstanding) BacklogOf(Subscription subscription)
    {
        using var writer = TopicHost.Of(subscription).Enter();
        return (subscription.Name, subscription.Backlog, subscription.Outstanding);
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
