namespace PubSubLab.Emulator.Engine;

// Effects of time and of Seek on a subscription.
internal sealed partial class Subscription
{
    public void Update(SubscriptionSettings settings, long now)
    {
        var tellsStreams = settings.ExactlyOnce != Settings.ExactlyOnce;
        var recorded = RecordsDeliveries;
        Settings = settings;
        if (RecordsDeliveries && !recorded)
        {
            NoteLeases();
        }

        LastActivity = now;
        if (tellsStreams)
        {
            // A stream says what its subscription is like (google.pubsub.v1.StreamingPullResponse.subscription_properties).
            foreach (var consumer in _consumers ?? [])
            {
                _engine.Effects.Ready(consumer);
            }
        }

        if (!settings.RetainAcked)
        {
            NoteRetainedDone();
            ForgetRetained();
        }

        Review(now);
    }

    /// <summary>Drops what is older than the retention, lets an unused subscription expire, and says when to look again.</summary>
    internal void Review(long now)
    {
        var oldest = now - Settings.Retention.Ticks;
        while (_fresh is not null && _fresh.TryPeek(out var message) && message.PublishTime <= oldest)
        {
            _fresh.TryDequeue(out _);
            CountExpired(message, now);
        }

        foreach (var delivery in (_deliveries?.Used() ?? []).ToArray())
        {
            if (delivery.Message.PublishTime <= oldest && delivery.State is DeliveryState.Available or DeliveryState.BackingOff)
            {
                Expire(delivery, now);
            }
        }

        foreach (var lane in (_lanes?.Values ?? Enumerable.Empty<KeyLane>()).ToArray())
        {
            while (lane.Fresh.TryPeek(out var message) && message.PublishTime <= oldest)
            {
                lane.Fresh.TryDequeue(out _);
                LaneBacklogCorrection--;
                CountExpired(message, now);
            }
        }

        if (_retained is not null)
        {
            var before = _retained.Items().ToArray();
            ForgetRetained();
            foreach (var message in before)
            {
                if (message.PublishTime > oldest)
                {
                    (_retained ??= new MessageQueue(_engine.Held)).Enqueue(message);
                }
                else
                {
                    Note(message, EntryState.Done);
                }
            }
        }

        Dispatch();
        if (Settings.Expiration is { } ttl && ConsumerCount == 0 && LastActivity + ttl.Ticks <= now)
        {
            _engine.Effects.SubscriptionExpired(this);
            return;
        }

        var next = OldestPublishTime() is { } time ? time + Settings.Retention.Ticks : long.MaxValue;
        if (Settings.Expiration is { } unused)
        {
            next = Math.Min(next, Math.Max(LastActivity, ConsumerCount > 0 ? now : 0) + unused.Ticks);
        }

        if (next < long.MaxValue)
        {
            // A message that is out with a consumer is dropped when it comes back, not while it is out.
            _engine.Deadlines.Schedule(this, Math.Max(next, now + 1));
        }
        else
        {
            _engine.Deadlines.Remove(this);
        }
    }

    // A message that waits must be looked at when the retention is over for it, whatever else was to be looked at.
    private void ReviewWhenOld(StoredMessage message)
    {
        var over = message.PublishTime + Settings.Retention.Ticks;
        if (Due > over)
        {
            _engine.Deadlines.Schedule(this, over);
        }
    }

    private void ReviewIfIdle(long now)
    {
        if (!IsScheduled && Settings.Expiration is { } ttl)
        {
            _engine.Deadlines.Schedule(this, now + ttl.Ticks);
        }
    }

    /// <summary>
    /// Makes exactly those messages unacknowledged that <paramref name="keep"/> says (Pub/Sub docs, "Replay and purge messages").
    /// Leases end: an acknowledgement that was under way must not undo the seek. Lanes begin again, so that the order holds.
    /// </summary>
    /// <param name="keep">Whether a message is to be unacknowledged.</param>
    /// <param name="candidates">Acknowledged messages that the topic or a snapshot still has.</param>
    /// <param name="now">UTC ticks.</param>
    public void Seek(Func<StoredMessage, bool> keep, IEnumerable<StoredMessage> candidates, long now)
    {
        LastActivity = now;
        var keys = KeysOnDisk(candidates, keep);
        var present = new HashSet<long>();
        var waiting = new SortedDictionary<long, StoredMessage>();
        var acknowledged = new List<StoredMessage>(_retained?.Items() ?? []);
        ForgetRetained();

        foreach (var delivery in (_deliveries?.Used() ?? []).ToArray())
        {
            SeekDelivery(delivery, keep, present, waiting, acknowledged);
        }

        var fresh = (_fresh?.Items() ?? []).Concat((_lanes?.Values ?? Enumerable.Empty<KeyLane>()).SelectMany(lane => lane.Fresh.Items()));
        foreach (var message in fresh.ToArray())
        {
            if (keep(message))
            {
                waiting[message.Id] = message;
            }
            else
            {
                _counters.SoughtAway++;
                acknowledged.Add(message);
                NoteDone(message, isAcknowledged: true);
            }
        }

        foreach (var message in acknowledged.Concat(candidates).DistinctBy(message => message.Id))
        {
            if (present.Contains(message.Id) || waiting.ContainsKey(message.Id))
            {
                continue;
            }

            if (keep(message) && message.PublishTime > now - Settings.Retention.Ticks)
            {
                _counters.SoughtBack++;
                waiting[message.Id] = message;
                Note(message, EntryState.New);
            }
            else
            {
                Retain(message);
                if (Settings.RetainAcked)
                {
                    Note(message, EntryState.Retained);
                }
            }
        }

        DropLanes();
        _fresh?.Clear();
        _fresh = null;
        foreach (var message in waiting.Values)
        {
            Place(message, keys?.GetValueOrDefault(message.Id));
        }

        Review(now);
    }

    // Read before anything changes, because reading can fail.
    private Dictionary<long, byte[]>? KeysOnDisk(IEnumerable<StoredMessage> candidates, Func<StoredMessage, bool> keep)
    {
        if (!IsOrdered)
        {
            return null;
        }

        var onDisk = Unacknowledged().Concat((_deliveries?.Used() ?? []).Select(static delivery => delivery.Message))
            .Concat(_retained?.Items() ?? []).Concat(candidates)
            .Where(message => !message.IsInMemory && keep(message)).DistinctBy(static message => message.Id).OrderBy(static message => message.Id);
        return _engine.WithHeads(onDisk).ToDictionary(static m => m.Message.Id, static m => m.Head);
    }

    private void SeekDelivery(
        DeliverySlot delivery, Func<StoredMessage, bool> keep, HashSet<long> present, SortedDictionary<long, StoredMessage> waiting, List<StoredMessage> acknowledged)
    {
        var message = delivery.Message;
        if (keep(message) && delivery.Lane is null)
        {
            present.Add(message.Id);
            if (delivery.State == DeliveryState.Leased)
            {
                Release(delivery);
                MakeAvailable(delivery);
                Note(delivery, EntryState.Waiting);
            }

            return;
        }

        var wasOpen = delivery.State is not DeliveryState.Acknowledged;
        if (delivery.State is DeliveryState.Assigned or DeliveryState.Leased)
        {
            Release(delivery);
        }

        _engine.Deadlines.Remove(delivery);
        if (delivery is { State: DeliveryState.Available, Lane: null })
        {
            _returned.Remove(delivery);
        }

        if (wasOpen && keep(message))
        {
            waiting[message.Id] = message;
            Note(message, EntryState.New);
        }
        else
        {
            _counters.SoughtAway += wasOpen ? 1 : 0;
            acknowledged.Add(message);
            NoteDone(message, isAcknowledged: true);
        }

        // Lanes are dropped whole after this, so their links need no care.
        delivery.Next = delivery.Previous = null;
        _deliveries!.Free(delivery);
    }

    /// <summary>The unacknowledged messages, oldest first: the content of a snapshot.</summary>
    public IEnumerable<StoredMessage> Unacknowledged() =>
        (_fresh?.Items() ?? [])
        .Concat((_lanes?.Values ?? Enumerable.Empty<KeyLane>()).SelectMany(lane => lane.Fresh.Items()))
        .Concat((_deliveries?.Used() ?? []).Where(delivery => delivery.State != DeliveryState.Acknowledged).Select(delivery => delivery.Message))
        .OrderBy(message => message.Id);

    private long? OldestPublishTime()
    {
        long? oldest = null;
        if (_fresh is not null && _fresh.TryPeek(out var first))
        {
            oldest = first.PublishTime;
        }

        foreach (var delivery in _deliveries?.Used() ?? [])
        {
            if (delivery.State is DeliveryState.Available or DeliveryState.BackingOff)
            {
                oldest = Math.Min(oldest ?? long.MaxValue, delivery.Message.PublishTime);
            }
        }

        foreach (var lane in _lanes?.Values ?? Enumerable.Empty<KeyLane>())
        {
            if (lane.Fresh.TryPeek(out var message))
            {
                oldest = Math.Min(oldest ?? long.MaxValue, message.PublishTime);
            }
        }

        return oldest;
    }

    private void Expire(DeliverySlot delivery, long at, string? detail = null)
    {
        var message = delivery.Message;
        _engine.Deadlines.Remove(delivery);
        if (delivery.Lane is { } lane)
        {
            Forget(lane, delivery);
            Trim(lane);
            QueueLane(lane);
        }
        else
        {
            if (delivery.State == DeliveryState.Available)
            {
                _returned.Remove(delivery);
            }

            _deliveries!.Free(delivery);
        }

        CountExpired(message, at, detail);
    }

    private void CountExpired(StoredMessage message, long at, string? detail = null)
    {
        _counters.Expired++;
        NoteDone(message, isAcknowledged: false);
        if (_engine.Effects.IsObserved)
        {
            _engine.Effects.Observe(EmulatorEventKind.Expired, at, this, message, 0, null, detail);
        }
    }
}
