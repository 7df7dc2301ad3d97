using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>
/// The queues of the lab's topics. Celery gives each queue a topic of its own, so a topic of the lab with several subscriptions is that many
/// queues, and its publisher sends a copy to each. Only a dead-letter topic is a topic of its own name, as the service publishes to it.
/// </summary>
internal sealed class QueueLayout
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Binding>> _bindings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KombuQueue> _queues = new(StringComparer.Ordinal);
    private readonly HashSet<string> _letters = new(StringComparer.Ordinal);

    /// <summary>Takes a topology in.</summary>
    /// <returns>The topics that it needs, and each subscription with its queue.</returns>
    public (IReadOnlyList<string> Topics, IReadOnlyList<(SubscriptionSpec Spec, KombuQueue Queue)> Queues) Add(Topology topology)
    {
        lock (_gate)
        {
            _letters.UnionWith(topology.Subscriptions.Select(s => s.DeadLetterTopic).OfType<string>());
            var queues = topology.Subscriptions.Select(s => (s, Bind(s))).ToList();
            var alone = topology.Topics.Where(t => _letters.Contains(t) || !_bindings.ContainsKey(t)).Select(t => KombuQueue.Of(t).Topic);
            return ([.. queues.Select(q => q.Item2.Topic).Concat(alone).Distinct(StringComparer.Ordinal)], queues);
        }
    }

    /// <summary>Forgets a topology.</summary>
    public void Remove(Topology topology)
    {
        lock (_gate)
        {
            foreach (var spec in topology.Subscriptions)
            {
                _queues.Remove(spec.Name);
                if (_bindings.TryGetValue(spec.Topic, out var bindings))
                {
                    bindings.RemoveAll(b => b.Queue.Name == spec.Name);
                }
            }

            foreach (var topic in topology.Topics)
            {
                _bindings.Remove(topic);
                _letters.Remove(topic);
            }
        }
    }

    /// <summary>The queue of a subscription.</summary>
    public KombuQueue QueueOf(string subscription)
    {
        lock (_gate)
        {
            return _queues.TryGetValue(subscription, out var queue) ? queue : KombuQueue.Of(subscription);
        }
    }

    /// <summary>The queues that a key of a topic goes to. A topic without subscriptions in this process is a queue of Celery's.</summary>
    public IReadOnlyList<KombuQueue> Route(string topic, string key)
    {
        lock (_gate)
        {
            if (_letters.Contains(topic))
            {
                return [KombuQueue.OfAll(topic, topic)];
            }

            return _bindings.TryGetValue(topic, out var bindings)
                ? [.. bindings.Where(b => RoutingKey.Matches(b.Key, RoutingKey.PatternOf(b.Key), key)).Select(b => b.Queue)]
                : [KombuQueue.Of(topic)];
        }
    }

    /// <summary>The queues that were bound to a topic in this process.</summary>
    public IReadOnlyList<KombuQueue> BoundTo(string topic)
    {
        lock (_gate)
        {
            return _bindings.TryGetValue(topic, out var bindings) ? [.. bindings.Select(b => b.Queue)] : [];
        }
    }

    private KombuQueue Bind(SubscriptionSpec spec)
    {
        var key = RoutingKey.Of(spec);
        var queue = _letters.Contains(spec.Topic) ? KombuQueue.OfAll(spec.Name, spec.Topic) : KombuQueue.Of(spec.Name);
        _queues[spec.Name] = queue;
        if (!_bindings.TryGetValue(spec.Topic, out var bindings))
        {
            _bindings[spec.Topic] = bindings = [];
        }

        bindings.RemoveAll(b => b.Queue.Name == spec.Name);
        bindings.Add(new Binding(key, queue));
        return queue;
    }

    private sealed record Binding(string Key, KombuQueue Queue);
}
