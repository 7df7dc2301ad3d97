namespace PubSubLab.Emulator.Engine;

// Deliveries that pass the subscription's transforms before they are sent. Meanwhile they are leased without a deadline.
internal sealed partial class Subscription
{
    // A function fails much sooner than a subscriber nacks, so it would spin without a retry policy.
    private static readonly RetryBackoff s_afterTransform = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60));

    /// <summary>See <see cref="TopicEngine.Sent"/>.</summary>
    public bool Sent(Consumer consumer, AckId id, StoredMessage transformed, string note, long now)
    {
        if (Leased(id) is not { } delivery)
        {
            return false;
        }

        delivery.LeasedAt = now;
        var deadline = DeadlineFor(consumer, now);
        _engine.Deadlines.Schedule(delivery, deadline);
        NoteLease(delivery, deadline);
        if (_engine.Effects.IsObserved)
        {
            _engine.Effects.Observe(EmulatorEventKind.Transformed, now, this, transformed, delivery.Failures + 1, delivery.Holder?.Peer, note);
            _engine.Effects.Observe(EmulatorEventKind.Delivered, now, this, transformed, delivery.Failures + 1, delivery.Holder?.Peer, null);
        }

        return true;
    }

    /// <summary>See <see cref="TopicEngine.NotSent"/>.</summary>
    public void NotSent(AckId id, EmulatorEventKind? kind, string note, long now)
    {
        if (Leased(id) is not { } delivery)
        {
            return;
        }

        if (kind is { } happened && _engine.Effects.IsObserved)
        {
            Observe(happened, now, delivery, note);
        }

        switch (kind)
        {
            case EmulatorEventKind.TransformFailed:
                Fail(delivery, now, s_afterTransform);
                break;
            case EmulatorEventKind.TransformFiltered:
                // Also out of order: a redelivery is filtered out again.
                Release(delivery);
                _counters.Acknowledged++;
                Retain(delivery.Message);
                Finish(delivery);
                break;
            default:
                Release(delivery);
                if (delivery.Lane is { } lane)
                {
                    Rewind(lane, delivery);
                }

                ReviewWhenOld(delivery.Message);
                MakeAvailable(delivery);
                break;
        }
    }
}
