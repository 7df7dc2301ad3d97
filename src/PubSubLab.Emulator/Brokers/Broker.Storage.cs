using Grpc.Core;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Transforms;
using Resource = Google.Cloud.PubSub.V1;

namespace PubSubLab.Emulator.Brokers;

// With a data directory: beginning with what it has, and following it.
internal sealed partial class Broker
{
    // Bytes that a restored topic or subscription allocates.
    private const long ResourceCost = 2800;

    private readonly Lock _apart = new();
    private readonly List<Task> _tasksApart = [];

    /// <summary>The resource under a full name, the same object as long as it exists.</summary>
    public object Resource(string name) => name.Split('/')[2] switch
    {
        "topics" => Topic(name),
        "subscriptions" => Subscription(name),
        "snapshots" => Snapshot(name),
        _ => Schemas.Identity(name),
    };

    /// <summary>Begins with what the store has. Nobody else calls the broker yet.</summary>
    /// <exception cref="IOException">The store is damaged.</exception>
    public void Begin()
    {
        if (Store is null)
        {
            return;
        }

        var state = Store.Read();
        WithoutCollections.Run(state.Resources() * ResourceCost, Memory.Available, () => Begin(Store, state));
    }

    private void Begin(Store store, StoredState state)
    {
        _lastMessageId = state.Counter(Counters.Message);
        _lastSubscriptionNumber = (uint)state.Counter(Counters.Subscription);
        _lastTopicNumber = state.Counter(Counters.Topic);
        Schemas.Restore(state.Schemas(), (uint)state.Counter(Counters.SchemaRevision));
        RestoreResources(state);
        foreach (var (name, policy) in state.Policies())
        {
            Policies.Restore(name, Resource(name), policy);
        }

        Rebuild();
        store.Begin(Rebuild);
    }

    /// <summary>Begins to push to the endpoints that the store has.</summary>
    public void BeginPush()
    {
        foreach (var subscription in Store is null ? [] : _subscriptions.Values)
        {
            Push.Follow(subscription);
        }
    }

    /// <summary>Why publishing is closed; null while it is open.</summary>
    public string? Closed() => Memory.Closed() ?? Store?.Refusal;

    private void RestoreResources(StoredState state)
    {
        var hosts = new Dictionary<long, TopicHost>();
        foreach (var row in state.Topics().Ahead())
        {
            var host = NewHost(row.Resource, row.Number, TransformsOf(row.Resource));
            hosts.Add(row.Number, host);
            using (var writer = host.Enter())
            {
                host.Engine.SetRetention(row.Resource.MessageRetentionDuration?.ToTimeSpan(), writer.Now);
            }

            if (row.IsDeleted)
            {
                _orphans.Add(host);
            }
            else
            {
                _topics[row.Resource.Name] = host;
                ProjectOf(row.Resource.Name).Topics.Add(row.Resource.Name);
            }
        }

        foreach (var row in state.Subscriptions().Ahead())
        {
            RestoreSubscription(row, hosts[row.Topic]);
        }

        foreach (var row in state.Snapshots())
        {
            var host = hosts[row.Topic];
            using var writer = host.Enter();
            var snapshot = host.Engine.RestoreSnapshot(row.Resource.Name, row.Resource.ExpireTime.ToDateTime().Ticks);
            snapshot.Labels = Labels.Keep(row.Resource.Labels);
            _snapshots[snapshot.Name] = snapshot;
            ProjectOf(snapshot.Name).Snapshots.Add(snapshot.Name);
        }

        foreach (var orphan in _orphans.ToArray())
        {
            DropIfUnused(orphan);
        }
    }

    private void RestoreSubscription(SubscriptionRow row, TopicHost host)
    {
        var resource = row.Resource;
        // Checked when they came in, by the rules of that time.
        var settings = SubscriptionResource.Settings(resource, linkLocalPush: true);
        var filter = resource.Filter.Length > 0 && Filter.TryParse(resource.Filter, out var parsed, out _) ? parsed : null;
        using (var writer = host.Enter())
        {
            var subscription = host.Engine.AddSubscription(resource.Name, row.Number, settings, filter, resource.EnableMessageOrdering, writer.Now);
            if (resource.Detached)
            {
                host.Engine.RemoveSubscription(subscription, EvictionReason.Detached, writer.Now);
            }

            _subscriptions[resource.Name] = subscription;
        }

        ProjectOf(resource.Name).Subscriptions.Add(resource.Name);
    }

    /// <summary>Makes every topic's messages what the store says, at the start and when memory was ahead of a commit that failed.</summary>
    private void Rebuild()
    {
        TopicHost[] hosts;
        lock (_directory)
        {
            hosts = [.. _topics.Values, .. _orphans];
        }

        foreach (var host in hosts)
        {
            host.BeginRebuild();
        }

        try
        {
            var messages = new StoredMessages(Store!.Read(), hosts);
            messages.Restore(Clock.Now);
            // Nobody can queue for these topics before they are left.
            foreach (var host in hosts)
            {
                host.Stored!.Rebuilt();
            }

            Store.Open();
            messages.DropRest(Store);
            foreach (var host in hosts)
            {
                host.Engine.Restored(Clock.Now);
            }
        }
        finally
        {
            foreach (var host in hosts)
            {
                host.EndRebuild();
            }
        }
    }

    private async Task EndStoreAsync()
    {
        Task[] apart;
        lock (_apart)
        {
            apart = [.. _tasksApart];
        }

        await Task.WhenAll(apart);
        Store?.Dispose();
    }

    // A change of a resource waits for the store, whose loop may have found it necessary.
    private void Apart(Action action)
    {
        if (Store is null)
        {
            action();
            return;
        }

        lock (_apart)
        {
            _tasksApart.RemoveAll(static task => task.IsCompleted);
            _tasksApart.Add(Store.Apart(() =>
            {
                try
                {
                    action();
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
                {
                    // The store is closed; the rebuild that opens it finds what is over again.
                }
            }));
        }
    }

    private TopicHost NewHost(Resource.Topic resource, long number, TransformChain? chain)
    {
        // Every topic draws from a sequence of its own, so that what happens in one does not depend on another.
        var strategy = DispatchStrategy.Create(Options.Dispatch, unchecked(Options.Seed + (_topicsMade++ * 7919)));
        return new TopicHost(resource.Name, this, strategy, Store is null ? null : new TopicStore(Store, number)) { Resource = resource, Transforms = chain };
    }

    private static Resource.Subscription Describe(Subscription subscription, SubscriptionSettings settings, bool isDetached) =>
        SubscriptionResource.Describe(subscription.Name, subscription.Topic.Name, settings, subscription.Filter, subscription.IsOrdered, isDetached);

    // Retention begins with the next message, or goes on with those that it has.
    private static long? LogSince(TopicHost host, Resource.Topic changed)
    {
        if (changed.MessageRetentionDuration is null)
        {
            return null;
        }

        return host.Stored!.LogSince = host.Engine.Retention is null ? host.Stored.LastWritten : host.Stored.LogSince;
    }

    private void DropStored(TopicHost host)
    {
        if (host.Stored is not { } stored)
        {
            return;
        }

        using (host.Enter())
        {
            // Messages that only its retention has are deleted.
            host.Engine.Forget();
        }

        Store!.Add(new ResourceOperation(rows => rows.DeleteTopic(stored.Number)));
    }
}
