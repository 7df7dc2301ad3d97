
using PubSubLab.Emulator.Filters;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.Engine;

/// <summary>
/// A subscription: its own copy of the topic's matching messages, in one of these places each: <c>fresh</c> (never sent), a
/// <see cref="DeliverySlot"/> in some state, or gone. Only its topic's engine's writer touches it. Much of it is made when
/// first needed, because there can be a million.
/// </summary>
internal sealed partial class Subscription : Timed, IFilterOwner
{
    private readonly TopicEngine _engine;
    private MessageQueue? _fresh;
    private DeliveryTable? _deliveries;
    private DeliveryList _returned;
    private List<Consumer>? _consumers;
    private SubscriptionCounters _counters;
    private int _open;
    private int _cursor = -1;
    private int _turn;

    public Subscription(string name, uint number, TopicEngine engine, SubscriptionSettings settings, Filter? filter, bool ordered, long now)
    {
        Name = name;
        Number = number;
        _engine = engine;
        Settings = settings;
        Filter = filter;
        IsOrdered = ordered;
        LastActivity = now;
    }

    /// <summary>Full resource name.</summary>
    public string Name { get; }

    /// <summary>Stands in every ack id of the subscription.</summary>
    public uint Number { get; }

    public TopicEngine Topic => _engine;

    public SubscriptionSettings Settings { get; private set; }

    public Filter? Filter { get; }

    /// <summary>Whether messages with an ordering key keep their order (fixed at creation).</summary>
    public bool IsOrdered { get; }

    public bool IsDetached { get; internal set; }

    public bool IsDeleted { get; internal set; }

    public long LastActivity { get; internal set; }

    public SubscriptionCounters Counters => _counters;

    long IFilterOwner.MatchRound { get; set; }

    internal bool IsTouched { get; set; }

    /// <summary>Messages that are sent and open: leased, or on their way to a consumer.</summary>
    public int Outstanding { get; private set; }

    public int ConsumerCount => _consumers?.Count ?? 0;

    /// <summary>Messages that wait: never sent, given back, or backing off.</summary>
    public long Backlog => (_fresh?.Count ?? 0) + (_deliveries?.Count ?? 0) - Outstanding + LaneBacklogCorrection;

    public bool IsIdle => Backlog == 0 && Outstanding == 0;

    /// <summary>A new message of the topic that passes the filter.</summary>
    public void Enqueue(StoredMessage message)
    {
        _counters.Received++;
        Place(message);
        ReviewWhenOld(message);
    }

    public void Attach(Consumer consumer, long now)
    {
        _consumers ??= new List<Consumer>(1);
        consumer.Index = _consumers.Count;
        _consumers.Add(consumer);
        LastActivity = now;
        Refresh(consumer);
        Dispatch();
    }

    /// <summary>Takes the consumer out. What it was sent stays leased until its deadline; what it had not yet taken goes back at once.</summary>
    public void Detach(Consumer consumer, long now)
    {
        if (consumer.Index < 0)
        {
            return;
        }

        LastActivity = now;
        _consumers!.RemoveAt(consumer.Index);
        for (var i = consumer.Index; i < _consumers.Count; i++)
        {
            _consumers[i].Index = i;
        }

        if (consumer.Index <= _cursor)
        {
            _cursor--;
        }

        consumer.Index = -1;
        Refresh(consumer);
        Unpark(consumer);
        foreach (var item in consumer.Outbox.Reverse())
        {
            if (IsCurrent(item, consumer))
            {
                Unassign(item.Delivery);
            }
        }

        consumer.Outbox.Clear();
        consumer.BytesInOutbox = 0;
        ReviewIfIdle(now);
        Dispatch();
    }

    /// <summary>Moves what fits into one response from the outbox to <paramref name="batch"/>; leases begin now.</summary>
    public void Take(Consumer consumer, DeliveryBatch batch, long now)
    {
        if (IsDeleted || IsDetached)
        {
            return;
        }

        LastActivity = now;
        var deadline = DeadlineFor(consumer, now);
        batch.Transforms = Settings.Transforms is { IsActive: true } transforms ? transforms : null;
        while (consumer.Outbox.TryPeek(out var item) && batch.HasRoomFor(item.Size))
        {
            consumer.Outbox.Dequeue();
            consumer.BytesInOutbox -= item.Size;
            if (!IsCurrent(item, consumer))
            {
                continue;
            }

            var delivery = item.Delivery;
            delivery.State = DeliveryState.Leased;
            delivery.LeasedAt = now;
            batch.Add(new DeliveryBatch.Item(delivery.Message, delivery.AckId, Settings.DeadLetter is null ? 0 : delivery.Failures + 1));
            if (batch.Transforms is not null)
            {
                // Its lease begins in Sent: nobody has the message yet.
                continue;
            }

            _engine.Deadlines.Schedule(delivery, deadline);
            NoteLease(delivery, deadline);
            if (_engine.Effects.IsObserved)
            {
                Observe(EmulatorEventKind.Delivered, now, delivery);
            }
        }

        Refresh(consumer);
        Dispatch();
    }

    private long DeadlineFor(Consumer consumer, long now) =>
        now + ((consumer.LeaseSeconds > 0 ? consumer.LeaseSeconds : Settings.AckDeadlineSeconds) * TimeSpan.TicksPerSecond);

    /// <summary>Sends away everybody who waits. A broken stream does not concern push: its deliverer belongs to the emulator.</summary>
    /// <returns>The number of streams among them.</returns>
    public int EvictConsumers(EvictionReason reason)
    {
        var leaving = (_consumers ?? []).Where(consumer => reason != EvictionReason.Broken || consumer.Kind != ConsumerKind.Push).ToArray();
        foreach (var consumer in leaving)
        {
            _engine.Effects.Evicted(consumer, reason);
        }

        foreach (var consumer in leaving)
        {
            Detach(consumer, LastActivity);
        }

        return leaving.Count(static consumer => consumer.Kind == ConsumerKind.Stream);
    }

    /// <summary>Drops every message, and with them every lease.</summary>
    public void DropMessages()
    {
        foreach (var delivery in _deliveries?.Used() ?? [])
        {
            _engine.Deadlines.Remove(delivery);
        }

        _fresh?.Clear();
        _fresh = null;
        _deliveries?.Clear();
        _deliveries = null;
        _returned = default;
        ForgetRetained();
        Outstanding = 0;
        DropLanes();
    }

    // The head is needed for a message on the disk, and on a subscription with ordering only.
    private void Place(StoredMessage message, byte[]? head = null)
    {
        if (IsOrdered && TryPlaceInLane(message, head ?? message.Wire))
        {
            return;
        }

        (_fresh ??= new MessageQueue(_engine.Held)).Enqueue(message);
    }

    private static bool IsCurrent(Consumer.OutboxItem item, Consumer consumer) =>
        item.Delivery.State == DeliveryState.Assigned && item.Delivery.Serial == item.Serial && item.Delivery.Holder == consumer;

    private void Observe(EmulatorEventKind kind, long time, DeliverySlot delivery, string? detail = null) =>
        _engine.Effects.Observe(kind, time, this, delivery.Message, delivery.Failures + 1, delivery.Holder?.Peer, detail);
}
