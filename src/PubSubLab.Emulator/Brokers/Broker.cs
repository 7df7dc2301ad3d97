using System.Collections.Concurrent;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Limits;
using PubSubLab.Emulator.Names;
using PubSubLab.Emulator.Push;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Schemas;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Transforms;
using Topic = Google.Cloud.PubSub.V1.Topic;

namespace PubSubLab.Emulator.Brokers;

/// <summary>
/// The directory of all projects: which names there are and which topic's engine is behind them. Lookups take no lock;
/// creating and deleting take one, and then, inside it, the topic's.
/// </summary>
internal sealed partial class Broker(PubSubEmulatorOptions options, ProjectScope scope, TransformRunner transforms, Store? store) : ITopicDirectory, IAsyncDisposable
{
    /// <summary>Pub/Sub docs, "Quotas and limits": topics a project, subscriptions a project, subscriptions a topic.</summary>
    public const int MaximumCount = 10_000;

    private readonly Lock _directory = new();
    private readonly ConcurrentDictionary<string, TopicHost> _topics = new();
    private readonly ConcurrentDictionary<string, Subscription> _subscriptions = new();
    private readonly ConcurrentDictionary<string, Snapshot> _snapshots = new();
    private readonly Dictionary<string, ProjectNames> _projects = [];
    private readonly HashSet<TopicHost> _orphans = [];
    private long _lastMessageId;
    private long _lastTopicNumber;

    // The numbers stand in ack ids. Another start begins elsewhere, so that an ack id from before it matches none of its deliveries. With a
    // store they count on.
    private uint _lastSubscriptionNumber = (uint)(((ulong)options.TimeProvider.GetUtcNow().Ticks * 0x9E37_79B9_7F4A_7C15) >> 32);
    private int _topicsMade;
    private volatile bool _hasTopicTransforms;

    public Broker(PubSubEmulatorOptions options, Store? store = null, bool holdsCallers = false)
        : this(options, new ProjectScope(options.ProjectId), new TransformRunner(options.TimeProvider, options.OnTransformFailed, holdsCallers), store) =>
        Telemetry.Backlog = () => _subscriptions.Values.Select(BacklogOf);

    public PubSubEmulatorOptions Options { get; } = options;

    public MemoryWatermark Memory { get; } = new(options.Limits.Memory, options.MemoryShare, options.OnPressure, options.Limits.SpillShare);

    public PushDeliverers Push { get; } = new(options, transforms);

    public EmulatorClock Clock { get; } = new(options.TimeProvider);

    public SchemaStore Schemas => field ??= new SchemaStore(Options.TimeProvider, Store);

    /// <summary>IAM policies of all resources.</summary>
    public PolicyTable Policies => field ??= new PolicyTable(Store);

    /// <summary>Where everything lasts; null for memory only.</summary>
    public Store? Store { get; } = store;

    public SchemaWork SchemaWork { get; } = new();

    public TransformRunner Transforms { get; } = transforms;

    /// <summary>Whether a topic has or had transforms. Until then a publish looks for none.</summary>
    public bool HasTopicTransforms => _hasTopicTransforms;

    public TopicHost Topic(string name) =>
        _topics.TryGetValue(name, out var topic) ? topic : throw Fail.NotFound("topic", name);

    public Subscription Subscription(string name) =>
        _subscriptions.TryGetValue(name, out var subscription) ? subscription : throw Fail.NotFound("subscription", name);

    public bool TryTopic(string name, out TopicHost topic) => _topics.TryGetValue(name, out topic!);

    public bool TrySubscription(string name, out Subscription subscription) => _subscriptions.TryGetValue(name, out subscription!);

    /// <summary>Reserves ids for so many messages and gives the first. Called by a topic's writer, so they rise within a topic.</summary>
    public long ReserveMessageIds(int count) => Interlocked.Add(ref _lastMessageId, count) - count + 1;

    public TopicHost CreateTopic(Topic resource)
    {
        var chain = TransformsOf(resource);
        CheckSchema(resource);
        lock (_directory)
        {
            if (_topics.ContainsKey(resource.Name))
            {
                throw Fail.AlreadyExists("topic", resource.Name);
            }

            CheckCount(FindProject(resource.Name)?.Topics.Count ?? 0, "topics", "project", resource.Name);
            var host = NewHost(resource, ++_lastTopicNumber, chain);
            Store.Change(
                rows => rows.Topic(host.Stored!.Number, resource, resource.MessageRetentionDuration is null ? null : 0),
                () =>
                {
                    using var writer = host.Enter();
                    host.Engine.SetRetention(resource.MessageRetentionDuration?.ToTimeSpan(), writer.Now);
                    host.Observe(EmulatorEventKind.TopicCreated, writer.Now, null, null, 0, null, null);
                });
            _topics[resource.Name] = host;
            ProjectOf(resource.Name).Topics.Add(resource.Name);
            return host;
        }
    }

    /// <summary>Changes a topic; what it is changed to is made of what it is, so that two changes at once do not undo each other.</summary>
    public Topic UpdateTopic(string name, Func<Topic, Topic> change)
    {
        lock (_directory)
        {
            var host = Topic(name);
            var changed = change(host.Resource);
            CheckSchema(changed);
            var chain = TransformsOf(changed);
            Store.Change(
                rows => rows.Topic(host.Stored!.Number, changed, LogSince(host, changed)),
                () =>
                {
                    using var writer = host.Enter();
                    host.Engine.SetRetention(changed.MessageRetentionDuration?.ToTimeSpan(), writer.Now);
                    host.Transforms = chain;
                    host.Resource = changed;
                });
            return changed;
        }
    }

    /// <summary>Changes a subscription, as <see cref="UpdateTopic"/> does a topic.</summary>
    public void UpdateSubscription(Subscription subscription, Func<SubscriptionSettings> change)
    {
        lock (_directory)
        {
            var host = TopicHost.Of(subscription);
            var settings = change();
            if (settings.DeadLetter?.Topic != subscription.Settings.DeadLetter?.Topic)
            {
                CheckDeadLetter(settings);
            }

            ConsumerErrors.CheckExists(subscription);
            Store.Change(
                rows => rows.SubscriptionChanged(subscription.Number, Describe(subscription, settings, subscription.IsDetached)),
                () =>
                {
                    using var writer = host.Enter();
                    host.Engine.Update(subscription, settings, writer.Now);
                });
        }

        Push.Follow(subscription);
    }

    public void DeleteTopic(string name)
    {
        lock (_directory)
        {
            var host = Topic(name);
            Store.Change(rows => rows.TopicDeleted(host.Stored!.Number, name), () => RemoveTopic(host));
        }
    }

    // Its subscriptions live on without it, with what they have (google.pubsub.v1.Publisher.DeleteTopic).
    private void RemoveTopic(TopicHost host)
    {
        var name = host.Engine.Name;
        using (var writer = host.Enter())
        {
            host.Observe(EmulatorEventKind.TopicDeleted, writer.Now, null, null, 0, null, null);
        }

        _topics.TryRemove(name, out _);
        ProjectOf(name).Topics.Remove(name);
        _orphans.Add(host);
        DropIfUnused(host);
    }

    public Subscription CreateSubscription(string name, TopicHost topic, SubscriptionSettings settings, Filter? filter, bool ordered)
    {
        Subscription subscription = null!;
        lock (_directory)
        {
            if (_subscriptions.ContainsKey(name))
            {
                throw Fail.AlreadyExists("subscription", name);
            }

            if (!_topics.TryGetValue(topic.Engine.Name, out var current) || current != topic)
            {
                throw Fail.NotFound("topic", topic.Engine.Name);
            }

            CheckDeadLetter(settings);
            CheckCount(FindProject(name)?.Subscriptions.Count ?? 0, "subscriptions", "project", name);
            CheckCount(topic.Engine.Subscriptions.Count, "subscriptions", "topic", name);
            var number = ++_lastSubscriptionNumber;
            Store.Change(
                rows => rows.Subscription(
                    number, topic.Stored!.Number, topic.Stored.LastWritten, SubscriptionResource.Describe(name, topic.Engine.Name, settings, filter, ordered, isDetached: false)),
                () =>
                {
                    using var writer = topic.Enter();
                    subscription = topic.Engine.AddSubscription(name, number, settings, filter, ordered, writer.Now);
                    topic.Observe(EmulatorEventKind.SubscriptionCreated, writer.Now, subscription, null, 0, null, filter?.Text);
                });

            _subscriptions[name] = subscription;
            ProjectOf(name).Subscriptions.Add(name);
        }

        Push.Follow(subscription);
        return subscription;
    }

    public void DeleteSubscription(Subscription subscription, string? detail = null)
    {
        lock (_directory)
        {
            if (_subscriptions.TryGetValue(subscription.Name, out var current) && current == subscription)
            {
                Store.Change(rows => rows.DeleteSubscription(subscription.Number, subscription.Name), () => RemoveSubscription(subscription, detail));
            }
        }
    }

    private void RemoveSubscription(Subscription subscription, string? detail)
    {
        _subscriptions.TryRemove(subscription.Name, out _);
        ProjectOf(subscription.Name).Subscriptions.Remove(subscription.Name);
        var host = TopicHost.Of(subscription);
        using (var writer = host.Enter())
        {
            host.Engine.RemoveSubscription(subscription, EvictionReason.Deleted, writer.Now);
            host.Observe(EmulatorEventKind.SubscriptionDeleted, writer.Now, subscription, null, 0, null, detail);
        }

        Push.Follow(subscription);
        DropIfUnused(host);
    }

    public void DetachSubscription(Subscription subscription)
    {
        lock (_directory)
        {
            var host = TopicHost.Of(subscription);
            Store.Change(
                rows => rows.SubscriptionChanged(subscription.Number, Describe(subscription, subscription.Settings, isDetached: true)),
                () =>
                {
                    using var writer = host.Enter();
                    host.Engine.RemoveSubscription(subscription, EvictionReason.Detached, writer.Now);
                });
        }

        Push.Follow(subscription);
    }

    /// <summary>Whether the topic that the subscription was made for is still there under its name.</summary>
    public bool HasTopic(Subscription subscription) =>
        _topics.TryGetValue(subscription.Topic.Name, out var topic) && topic.Engine == subscription.Topic;

    /// <summary>A page of names after <paramref name="after"/>, and whether there are more.</summary>
    public (List<string> Names, bool More) Page(string project, Func<ProjectNames, SortedSet<string>> which, string after, int size)
    {
        lock (_directory)
        {
            var names = _projects.TryGetValue(project, out var found) ? which(found) : [];
            return Paging.Take(names, after, size);
        }
    }

    public void ExpireSubscription(Subscription subscription) => Apart(() =>
    {
        if (subscription.Settings.Expiration is { } ttl && subscription.LastActivity + ttl.Ticks <= Clock.Now)
        {
            DeleteSubscription(subscription, $"unused for {ttl}, which is its expiration policy");
        }
    });

    public void ExpireSnapshot(Snapshot snapshot) => Apart(() => DeleteSnapshot(snapshot));

    public async ValueTask DisposeAsync()
    {
        await Push.DisposeAsync();
        await DeadLettersAsync();
        await Transforms.DisposeAsync();
        SchemaWork.Dispose();
        await EndStoreAsync();
        Telemetry.Dispose();
        foreach (var host in _topics.Values.Concat(_orphans))
        {
            host.Dispose();
        }
    }

    private ProjectNames? FindProject(string name) => _projects.GetValueOrDefault(ResourceName.ProjectOf(name));

    /// <summary>The project of a resource that exists: a project begins with its first resource, and a refused one leaves no trace.</summary>
    private ProjectNames ProjectOf(string name)
    {
        if (FindProject(name) is { } found)
        {
            return found;
        }

        var project = ResourceName.ProjectOf(name);
        _projects.Add(project, found = new ProjectNames());
        scope.Add(project);
        return found;
    }

    private TransformChain? TransformsOf(Topic topic)
    {
        var chain = TransformResource.Of(topic.MessageTransforms);
        _hasTopicTransforms |= chain is not null;
        return chain;
    }

    private void CheckSchema(Topic topic)
    {
        if (topic.SchemaSettings is not { } settings)
        {
            return;
        }

        ResourceName.Check("schema_settings.schema", settings.Schema, "schemas");
        Schemas.CheckRange(settings);
        if (settings.Encoding == Google.Cloud.PubSub.V1.Encoding.Unspecified)
        {
            throw Fail.Invalid("schema_settings.encoding", "ENCODING_UNSPECIFIED", "it must be JSON or BINARY");
        }
    }

    // google.pubsub.v1.DeadLetterPolicy.dead_letter_topic: the topic must exist when the policy is set.
    private void CheckDeadLetter(SubscriptionSettings settings)
    {
        if (settings.DeadLetter is { } rule && !_topics.ContainsKey(rule.Topic))
        {
            throw Fail.NotFound("dead-letter topic", rule.Topic);
        }
    }

    private void CheckCount(int count, string what, string where, string name)
    {
        if (count < MaximumCount)
        {
            return;
        }

        if (Options.CountLimits)
        {
            throw Fail.Exhausted($"The {where} has {count} {what}, and no more than {MaximumCount} are allowed; lift the limits on counts to go on.");
        }

        if (count == MaximumCount)
        {
            Options.OnLimitPassed?.Invoke($"A real project would refuse \"{name}\" with RESOURCE_EXHAUSTED: its {where} has {count} {what}, and no more than {MaximumCount} are allowed.");
        }
    }

    private void DropIfUnused(TopicHost host)
    {
        if (_orphans.Contains(host) && host.Engine.Subscriptions.Count == 0 && host.Engine.Snapshots.Count == 0)
        {
            _orphans.Remove(host);
            DropStored(host);
            host.Dispose();
        }
    }
}
