using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Storage;
using PubSubLab.Emulator.Topics;
using PubSubLab.Simulation.Servers;
using PubSubLab.Simulation.Worlds;

namespace PubSubLab.Simulation.Checks;

/// <summary>Compares the server's state with the ledger, after each of its steps and whenever nothing can run.</summary>
internal sealed class ServerCheck(World world, Ledger ledger, SimulatedServer server, IServerDisk disk)
{
    private const long TimerSlack = 2 * TimeSpan.TicksPerMillisecond;

    private readonly Dictionary<Consumer, (long Count, long Bytes)> _outstanding = [];
    private readonly HashSet<(DeliverySlot, uint)> _outboxes = [];
    private readonly Store? _store = server.Broker.Store;
    private int _generation = server.Broker.Store?.Generation ?? 0;
    private long _look;
    private int _deliveries;

    /// <summary>After the server has begun with what its disk has.</summary>
    public void AfterReturn() => ledger.Return(model => [.. Found(model).Inspect()], message => disk.Whole(message).View);

    /// <summary>Before the server loses its memory: the ack ids that it has given mean nothing after that.</summary>
    public void AboutToForget()
    {
        foreach (var model in ledger.Subscriptions.Values)
        {
            if (server.Broker.TrySubscription($"{Ledger.Project}/subscriptions/{model.Id}", out var subscription))
            {
                // A lease that a restart has brought over was given to nobody; its serial is 0.
                ledger.StaleAckIds.UnionWith(subscription.Slots.Where(static slot => slot is { State: DeliveryState.Leased, Serial: > 0 }).Select(static slot => slot.AckId));
            }
        }
    }

    /// <summary>After a step of the server.</summary>
    public void AfterStep()
    {
        if (!IsCurrent)
        {
            // Memory is ahead of the disk and takes no part.
            AboutToForget();
            return;
        }

        if (_store is not null && _store.Generation != _generation)
        {
            _generation = _store.Generation;
            world.Note("the server has rebuilt its memory from the disk");
            AfterReturn();
        }

        ledger.CheckLetters();
        _look = ledger.NextLook();
        foreach (var model in ledger.Subscriptions.Values)
        {
            if (server.Broker.TrySubscription($"{Ledger.Project}/subscriptions/{model.Id}", out var subscription))
            {
                CheckBacklog(model, subscription);
                CheckLeases(subscription);
            }
        }

        _deliveries = ledger.Deliveries;
    }

    /// <summary>When nothing can run and time is about to move.</summary>
    public void WhenQuiet()
    {
        if (server.Process.IsPaused || server.Process.IsDead)
        {
            return;
        }

        var now = server.Broker.Clock.Now;
        // Deliveries may wait for a commit.
        var sends = !disk.IsBusy && IsCurrent;
        foreach (var model in ledger.Subscriptions.Values)
        {
            if (!server.Broker.TrySubscription($"{Ledger.Project}/subscriptions/{model.Id}", out var subscription))
            {
                continue;
            }

            if (subscription.Topic.NextDeadline < now - TimerSlack)
            {
                world.Fail($"a deadline of the topic {subscription.Topic.Name} has passed, and its timer has not woken it");
            }

            if (sends && !server.HasBlockedCall && subscription.Consumers.FirstOrDefault(static c => c.Kind == ConsumerKind.Stream && c.Outbox.Count > 0) is { } waiting)
            {
                world.Fail($"{waiting.Outbox.Count} messages of {model.Id} wait for a stream that waits for messages");
            }
        }
    }

    /// <summary>Whether every subscription has let go of every message.</summary>
    public bool IsDrained() => ledger.Subscriptions.Values.All(model => model.Live.TrueForAll(static copy => copy.IsGone) && Found(model).IsIdle);

    /// <summary>The messages that are left, in words.</summary>
    public string Left() => string.Join("; ", ledger.Subscriptions.Values
        .Where(model => !Found(model).IsIdle)
        .Select(model => $"{model.Id}: {string.Join(", ", Found(model).Inspect().Take(5).Select(static m => $"{m.Message.Id} {m.State}"))}"));

    private bool IsCurrent => _store is null || ledger.Subscriptions.Values.All(model => TopicHost.Of(Found(model)).Stored!.IsCurrent);

    private Subscription Found(SubscriptionModel model) => server.Broker.Subscription($"{Ledger.Project}/subscriptions/{model.Id}");

    // A message is in the backlog, or it is gone for a reason that the ledger knows.
    private void CheckBacklog(SubscriptionModel model, Subscription subscription)
    {
        foreach (var (message, _, _) in subscription.Inspect())
        {
            if (!model.Copies.TryGetValue(message.Id, out var copy) || copy.SeenAt == _look)
            {
                world.Fail($"{model.Id} has message {message.Id} {(copy is null ? "which is not its" : "twice")}");
                return;
            }

            copy.SeenAt = _look;
            if (copy.DeadLettered || (copy.Acked && !model.MayReturn(copy)))
            {
                world.Fail($"{model.Id} has message {message.Id} again, which was {(copy.DeadLettered ? "dead-lettered" : "acknowledged")}");
            }
        }

        model.Live.RemoveAll(copy =>
        {
            if (copy.SeenAt == _look)
            {
                return false;
            }

            if (!copy.IsGone)
            {
                world.Fail($"{model.Id} has lost message {copy.Message.Id} ({copy.Message.Uid}): it is neither in the backlog nor acknowledged nor dead-lettered");
            }

            // A rewind of its key may bring an acknowledged message back.
            return !model.IsOrdered || model.IsExactlyOnce || copy.DeadLettered;
        });
    }

    private void CheckLeases(Subscription subscription)
    {
        _outstanding.Clear();
        _outboxes.Clear();
        foreach (var consumer in subscription.Consumers)
        {
            foreach (var item in consumer.Outbox)
            {
                _outboxes.Add((item.Delivery, item.Serial));
            }
        }

        var available = false;
        var hasDelivered = _deliveries != ledger.Deliveries;
        foreach (var slot in subscription.Slots)
        {
            switch (slot.State)
            {
                case DeliveryState.Leased when !slot.IsScheduled || slot.Holder is null:
                case DeliveryState.Leased when hasDelivered && ledger.StaleAckIds.Contains(slot.AckId):
                    world.Fail($"message {slot.Message.Id} of {subscription.Name} has an ack id that was given before a restart");
                    break;
                case DeliveryState.BackingOff when !slot.IsScheduled && slot.Lane is null:
                    world.Fail($"message {slot.Message.Id} of {subscription.Name} is {slot.State}, and nothing ends that");
                    break;
                case DeliveryState.Assigned when !_outboxes.Contains((slot, slot.Serial)):
                    world.Fail($"message {slot.Message.Id} of {subscription.Name} is assigned, and in no outbox");
                    break;
                case DeliveryState.Available when slot.Lane is null:
                    available = true;
                    break;
                default:
                    break;
            }

            if (slot.State is DeliveryState.Leased or DeliveryState.Assigned)
            {
                var (count, bytes) = _outstanding.GetValueOrDefault(slot.Holder!);
                _outstanding[slot.Holder!] = (count + 1, bytes + slot.Message.Size);
            }
        }

        foreach (var consumer in subscription.Consumers)
        {
            CheckFlow(subscription, consumer, available);
        }
    }

    private void CheckFlow(Subscription subscription, Consumer consumer, bool available)
    {
        var (count, bytes) = _outstanding.GetValueOrDefault(consumer);
        if (count != consumer.Outstanding || bytes != consumer.OutstandingBytes)
        {
            world.Fail($"a consumer of {subscription.Name} has {count} messages with {bytes} bytes, and counts {consumer.Outstanding} with {consumer.OutstandingBytes}");
        }

        if (consumer.Kind == ConsumerKind.Stream && consumer.MaxMessages > 0 && count > consumer.MaxMessages)
        {
            world.Fail($"a stream of {subscription.Name} has {count} messages, and asked for {consumer.MaxMessages} at most");
        }

        if (available && consumer.HasRoom)
        {
            world.Fail($"a message of {subscription.Name} waits, and a consumer has room");
        }
    }
}
