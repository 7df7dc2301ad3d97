using System.Runtime.InteropServices;
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Protobuf;

namespace PubSubLab.Emulator.Engine;

/// <summary>
/// One topic with its subscriptions, as a state machine: every method is a command that is applied at the time given to it,
/// and what is to happen outside goes to <see cref="IEngineEffects"/>. It has no clock, no lock, no task and no randomness of
/// its own, and one writer at a time.
/// </summary>
internal sealed partial class TopicEngine(string name, IEngineEffects effects, DispatchStrategy strategy, uint start = 0)
{
    private const int HeadsAtOnce = 1000;

    private readonly Dictionary<string, Subscription> _subscriptions = [];
    private readonly List<Subscription> _unfiltered = [];
    private readonly FilterIndex<Subscription> _filtered = new();
    private readonly List<Snapshot> _snapshots = [];
    private readonly List<Subscription> _matching = [];
    private readonly List<Subscription> _touched = [];
    private readonly List<(long Due, DeliverySlot Slot)> _due = [];
    private readonly Queue<Timed> _dueLater = new();
    private readonly List<StoredMessage> _published = [];

    /// <summary>Full resource name.</summary>
    public string Name { get; } = name;

    public IReadOnlyDictionary<string, Subscription> Subscriptions => _subscriptions;

    public IReadOnlyList<Snapshot> Snapshots => _snapshots;

    /// <summary>When <see cref="Advance"/> has something to do next, in UTC ticks.</summary>
    public long NextDeadline => Deadlines.Next;

    /// <summary>Number of the store's start, which stands in ack ids; 0 without a store.</summary>
    public uint Start { get; } = start;

    /// <summary>Changes that a store has to follow; null without one.</summary>
    public ChangeLog? Changes { get; } = start == 0 ? null : new ChangeLog();

    /// <summary>Id of the newest message.</summary>
    public long LastEntered { get; private set; }

    /// <summary>Memory of its messages.</summary>
    internal HeldBytes Held => field ??= new HeldBytes { Changes = Changes };

    internal DeadlineQueue Deadlines { get; } = new();

    internal IEngineEffects Effects { get; } = effects;

    internal DispatchStrategy Strategy { get; } = strategy;

    // Made when first needed, because there can be a million topics.
    private AttributeSet Attributes => field ??= new AttributeSet();

    private RetentionLog Log => field ??= new RetentionLog(Held);

    /// <summary>Retention of all messages for Seek; null for none (google.pubsub.v1.Topic.message_retention_duration).</summary>
    public TimeSpan? Retention { get; private set; }

    public void SetRetention(TimeSpan? retention, long now)
    {
        Advance(now);
        Retention = retention;
        KeepLog(now);
    }

    public Subscription AddSubscription(string subscriptionName, uint number, SubscriptionSettings settings, Filter? filter, bool ordered, long now)
    {
        Advance(now);
        var subscription = new Subscription(subscriptionName, number, this, settings, filter, ordered, now);
        _subscriptions.Add(subscriptionName, subscription);
        if (filter is null)
        {
            _unfiltered.Add(subscription);
        }
        else
        {
            _filtered.Add(subscription);
        }

        if (settings.Expiration is { } ttl)
        {
            Deadlines.Schedule(subscription, now + ttl.Ticks);
        }

        return subscription;
    }

    public void RemoveSubscription(Subscription subscription, EvictionReason reason, long now)
    {
        Advance(now);
        if (reason == EvictionReason.Deleted)
        {
            subscription.IsDeleted = true;
        }
        else
        {
            subscription.IsDetached = true;
        }

        if (_subscriptions.Remove(subscription.Name))
        {
            if (subscription.Filter is null)
            {
                _unfiltered.Remove(subscription);
            }
            else
            {
                _filtered.Remove(subscription);
            }
        }

        subscription.EvictConsumers(reason);
        subscription.DropMessages();
        Deadlines.Remove(subscription);
    }

    public void Update(Subscription subscription, SubscriptionSettings settings, long now)
    {
        Advance(now);
        var becomesPush = settings.Push is not null && subscription.Settings.Push is null;
        subscription.Update(settings, now);
        if (becomesPush)
        {
            subscription.EvictConsumers(EvictionReason.Push);
        }
    }

    /// <summary>Sends everybody away who waits for messages of the subscription.</summary>
    /// <returns>The number of streams among them.</returns>
    public int Evict(Subscription subscription, EvictionReason reason, long now)
    {
        Advance(now);
        return subscription.EvictConsumers(reason);
    }

    /// <summary>Stores the messages and gives them to every subscription whose filter they pass. Their ids count up from <paramref name="firstId"/>.</summary>
    public void Publish(PublishBatch batch, long firstId, long now, EmulatorPeer? publisher)
    {
        // All bytes are allocated before any message is given out: a request is published whole or not at all.
        _published.Clear();
        Build(batch, firstId, now, _published);
        ObserveFiltered(batch, firstId, now);
        Enter(CollectionsMarshal.AsSpan(_published), now, publisher, batch.Notes, firstId);
        _published.Clear();
    }

    /// <summary>The messages of a batch as they are stored.</summary>
    public static void Build(PublishBatch batch, long firstId, long now, List<StoredMessage> messages)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            // Empty unless the topic has transforms.
            if (batch.Filtered.Count == 0 || !batch.Filtered.Contains(i))
            {
                messages.Add(new StoredMessage(MessageFields.Complete(batch[i], firstId + i, now), firstId + i, now));
            }
        }
    }

    /// <summary>Gives messages to every subscription whose filter they pass. Their ids follow those of earlier ones.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="now">UTC ticks.</param>
    /// <param name="publisher">Their publisher, for observers.</param>
    /// <param name="notes">For observers: the changes that the topic's transforms made, by distance from the first id. Empty without transforms.</param>
    /// <param name="firstId">The first id of their request.</param>
    public void Enter(ReadOnlySpan<StoredMessage> messages, long now, EmulatorPeer? publisher, IReadOnlyList<string> notes, long firstId)
    {
        Advance(now);
        foreach (var message in messages)
        {
            if (Effects.IsObserved)
            {
                Effects.Observe(EmulatorEventKind.Published, now, null, message, 0, publisher, null);
                if (notes.Count > 0)
                {
                    Effects.Observe(EmulatorEventKind.Transformed, now, null, message, 0, null, notes[(int)(message.Id - firstId)]);
                }
            }

            Distribute(message, now);
            LastEntered = message.Id;
            if (message.Holders == 0)
            {
                Changes?.Release(message);
            }
        }

        DispatchTouched();
    }

    /// <summary>Tells observers of the messages of a batch that the topic's transforms filtered out.</summary>
    public void ObserveFiltered(PublishBatch batch, long firstId, long now)
    {
        for (var i = 0; i < batch.Count && batch.Filtered.Count > 0 && Effects.IsObserved; i++)
        {
            if (batch.Filtered.Contains(i))
            {
                var id = firstId + i;
                Effects.Observe(EmulatorEventKind.TransformFiltered, now, null, new StoredMessage(MessageFields.Complete(batch[i], id, now), id, now), 0, null, batch.Notes[i]);
            }
        }
    }

    public void Attach(Subscription subscription, Consumer consumer, long now)
    {
        Advance(now);
        subscription.Attach(consumer, now);
    }

    public void Detach(Subscription subscription, Consumer consumer, long now)
    {
        Advance(now);
        subscription.Detach(consumer, now);
    }

    public void Take(Subscription subscription, Consumer consumer, DeliveryBatch batch, long now)
    {
        Advance(now);
        subscription.Take(consumer, batch, now);
    }

    /// <summary>A message of <see cref="Take"/> leaves, after the subscription's transforms; its lease begins.</summary>
    /// <returns>False where the subscription gave the message to nobody or somebody else meanwhile.</returns>
    public bool Sent(Subscription subscription, Consumer consumer, AckId id, StoredMessage transformed, string note, long now)
    {
        Advance(now);
        return subscription.Sent(consumer, id, transformed, note, now);
    }

    /// <summary>
    /// A message of <see cref="Take"/> did not leave: <see cref="EmulatorEventKind.TransformFiltered"/>,
    /// <see cref="EmulatorEventKind.TransformFailed"/>, or null where its consumer is gone.
    /// </summary>
    public void NotSent(Subscription subscription, AckId id, EmulatorEventKind? kind, string note, long now)
    {
        Advance(now);
        Touch(subscription);
        subscription.NotSent(id, kind, note, now);
    }

    public AckResult Acknowledge(Subscription subscription, AckId id, long now)
    {
        Advance(now);
        Touch(subscription);
        return subscription.Acknowledge(id, now);
    }

    public AckResult ModifyDeadline(Subscription subscription, AckId id, int seconds, long now)
    {
        Advance(now);
        Touch(subscription);
        return subscription.ModifyDeadline(id, seconds, now);
    }

    /// <summary>
    /// Gives out what acknowledgements and changed deadlines have made room for; called once after a row of them.
    /// </summary>
    public void Settle() => DispatchTouched();

    /// <summary>Ends everything that is due: leases, backoffs, retention, expiration.</summary>
    public void Advance(long now)
    {
        if (Deadlines.Next > now)
        {
            return;
        }

        while (Deadlines.Next <= now)
        {
            while (Deadlines.TryTake(now, out var item, out var due))
            {
                if (item is DeliverySlot delivery)
                {
                    _due.Add((due, delivery));
                }
                else
                {
                    _dueLater.Enqueue(item);
                }
            }

            // Leases that end together end in publish order, so that a key is replayed from its first open message.
            _due.Sort(static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Slot.Message.Id.CompareTo(b.Slot.Message.Id));
            foreach (var (due, delivery) in _due)
            {
                delivery.Subscription.OnDue(delivery, due);
                Touch(delivery.Subscription);
            }

            _due.Clear();
            // Housekeeping comes last: it frees what waits, and that must not be anything of the list above.
            while (_dueLater.TryDequeue(out var item))
            {
                OnDue(item, now);
            }
        }

        DispatchTouched();
    }

    private void OnDue(Timed item, long now)
    {
        switch (item)
        {
            case Subscription subscription:
                subscription.Review(now);
                break;
            case Snapshot snapshot:
                Effects.SnapshotExpired(snapshot);
                break;
            default:
                KeepLog(now);
                break;
        }
    }

    /// <summary>The answer to <see cref="IEngineEffects.DeadLetter"/>.</summary>
    public void DeadLettered(DeliverySlot delivery, uint serial, bool published, long now)
    {
        Advance(now);
        delivery.Subscription.OnDeadLettered(delivery, serial, published, now);
        delivery.Subscription.Dispatch();
    }

    /// <summary>The message of a delivery cannot be read any more. Its subscription goes on without it.</summary>
    /// <returns>False where the delivery ended meanwhile.</returns>
    public bool Lose(Subscription subscription, AckId id, long now)
    {
        Advance(now);
        Touch(subscription);
        var isLost = subscription.Lose(id, now);
        DispatchTouched();
        return isLost;
    }

    /// <summary>As above, for a message on its way to a dead-letter topic.</summary>
    public bool Lose(DeliverySlot delivery, uint serial, long now)
    {
        Advance(now);
        Touch(delivery.Subscription);
        var isLost = delivery.Subscription.Lose(delivery, serial, now);
        DispatchTouched();
        return isLost;
    }

    /// <summary>Leaves the bytes of messages to the disk.</summary>
    public void Spill(ReadOnlySpan<StoredMessage> messages)
    {
        foreach (var message in messages)
        {
            if (message.Holders > 0)
            {
                Held.Spill(message);
            }
        }
    }

    public Snapshot AddSnapshot(string snapshotName, Subscription subscription, long expireTime, long now)
    {
        Advance(now);
        var snapshot = new Snapshot(snapshotName, this) { ExpireTime = expireTime };
        foreach (var message in subscription.Unacknowledged())
        {
            snapshot.Unacknowledged.Enqueue(message);
        }

        _snapshots.Add(snapshot);
        Deadlines.Schedule(snapshot, expireTime);
        return snapshot;
    }

    public void UpdateSnapshot(Snapshot snapshot, long expireTime)
    {
        snapshot.ExpireTime = expireTime;
        Deadlines.Schedule(snapshot, expireTime);
    }

    public void RemoveSnapshot(Snapshot snapshot)
    {
        _snapshots.Remove(snapshot);
        snapshot.Unacknowledged.Clear();
        snapshot.Later.Clear();
        Deadlines.Remove(snapshot);
    }

    /// <summary>Seek to a time: what was published before it is acknowledged, the rest is not.</summary>
    public void Seek(Subscription subscription, long time, long now)
    {
        Advance(now);
        subscription.Seek(message => message.PublishTime >= time, Passing(subscription, Log.Messages), now);
    }

    public void Seek(Subscription subscription, Snapshot snapshot, long now)
    {
        Advance(now);
        var messages = snapshot.Unacknowledged.Items().Concat(snapshot.Later.Items()).ToArray();
        var ids = messages.Select(message => message.Id).ToHashSet();
        subscription.Seek(message => ids.Contains(message.Id), Passing(subscription, messages), now);
    }

    /// <summary>Gives a message to these subscriptions only, whatever their filters say. A message that is older than the retention is gone.</summary>
    public void Restore(IEnumerable<Subscription> subscriptions, StoredMessage message, long now)
    {
        Advance(now);
        foreach (var subscription in subscriptions)
        {
            subscription.Enqueue(message);
            Touch(subscription);
        }

        Advance(now);
        DispatchTouched();
        LastEntered = message.Id;
        if (message.Holders == 0)
        {
            Changes?.Release(message);
        }
    }

    private void Distribute(StoredMessage message, long now)
    {
        if (Retention is not null)
        {
            Log.Add(message);
            if (!Log.IsScheduled)
            {
                Deadlines.Schedule(Log, now + Retention.Value.Ticks);
            }
        }

        foreach (var snapshot in _snapshots)
        {
            snapshot.Later.Enqueue(message);
        }

        foreach (var subscription in _unfiltered)
        {
            subscription.Enqueue(message);
            Touch(subscription);
        }

        if (_filtered.Count > 0)
        {
            Attributes.Load(message.Wire);
            _filtered.Find(Attributes, _matching);
            foreach (var subscription in _matching)
            {
                subscription.Enqueue(message);
                Touch(subscription);
            }

            if (Effects.IsObserved)
            {
                ObserveFilteredOut(message, now);
            }

            _matching.Clear();
        }
    }

    private void ObserveFilteredOut(StoredMessage message, long now)
    {
        var matching = _matching.ToHashSet();
        foreach (var subscription in _subscriptions.Values)
        {
            if (subscription.Filter is not null && !matching.Contains(subscription))
            {
                Effects.Observe(EmulatorEventKind.FilteredOut, now, subscription, message, 0, null, null);
            }
        }
    }

    private void Touch(Subscription subscription)
    {
        if (!subscription.IsTouched)
        {
            subscription.IsTouched = true;
            _touched.Add(subscription);
        }
    }

    private void DispatchTouched()
    {
        foreach (var subscription in _touched)
        {
            subscription.IsTouched = false;
            subscription.Dispatch();
        }

        _touched.Clear();
    }

    private void KeepLog(long now)
    {
        Log.DropBefore(Retention is { } retention ? now - retention.Ticks : long.MaxValue);
        if (Retention is not null && Log.OldestTime is { } oldest)
        {
            Deadlines.Schedule(Log, Math.Max(oldest + Retention.Value.Ticks, now + 1));
        }
        else
        {
            Deadlines.Remove(Log);
        }
    }

    /// <summary>Messages, each with bytes that have its attributes and its ordering key.</summary>
    internal IEnumerable<(StoredMessage Message, byte[] Head)> WithHeads(IEnumerable<StoredMessage> messages)
    {
        foreach (var some in messages.Chunk(HeadsAtOnce))
        {
            var onDisk = Array.FindAll(some, static message => !message.IsInMemory);
            var heads = onDisk.Length == 0 ? [] : Effects.ReadHeads(onDisk);
            var next = 0;
            foreach (var message in some)
            {
                yield return (message, message.IsInMemory ? message.Wire : heads[next++]);
            }
        }
    }

    private StoredMessage[] Passing(Subscription subscription, IEnumerable<StoredMessage> messages)
    {
        if (subscription.Filter is not { } filter)
        {
            return [.. messages];
        }

        var passing = new List<StoredMessage>();
        foreach (var (message, head) in WithHeads(messages))
        {
            Attributes.Load(head);
            if (filter.Root.Matches(Attributes))
            {
                passing.Add(message);
            }
        }

        return [.. passing];
    }
}
