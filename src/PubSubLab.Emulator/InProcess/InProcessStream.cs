
using PubSubLab.Emulator.Brokers;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Topics;

namespace PubSubLab.Emulator.InProcess;

/// <summary>A stream of deliveries of an <see cref="InProcessEmulator"/>. Disposing it closes it; what it was sent stays leased.</summary>
internal sealed class InProcessStream : IDisposable
{
    private readonly Broker _broker;
    private readonly EmulatorFaults _faults;
    private readonly TopicHost _host;
    private readonly Subscription _subscription;
    private readonly ConsumerSession _session;
    private readonly DeliveryBatch _batch = new();
    private bool _isOver;

    internal InProcessStream(Broker broker, EmulatorFaults faults, Subscription subscription, EmulatorPeer peer, int leaseSeconds)
    {
        _broker = broker;
        _faults = faults;
        _subscription = subscription;
        _host = TopicHost.Of(subscription);
        _session = new ConsumerSession(ConsumerKind.Stream, subscription, peer.MaxOutstandingMessages, peer.MaxOutstandingBytes, leaseSeconds) { Peer = peer };
        using var writer = _host.Enter();
        _host.Observe(EmulatorEventKind.StreamOpened, writer.Now, _subscription, null, 0, peer, null);
        _host.Engine.Attach(_subscription, _session, writer.Now);
    }

    /// <summary>Whether it was broken off, so that another one can be opened.</summary>
    public bool IsBroken => _session.Evicted is EvictionReason.Broken;

    /// <summary>The next deliveries: waits until there are some. Empty when the stream is over.</summary>
    public async Task<IReadOnlyList<InProcessDelivery>> ReceiveAsync()
    {
        while (true)
        {
            if (_isOver || _session.Evicted is not null)
            {
                return [];
            }

            if (_broker.MessageFaults.Delay is var delay && delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _broker.Clock.Provider);
            }

            _batch.Clear();
            using (var writer = _host.Enter())
            {
                _host.Engine.Take(_subscription, _session, _batch, writer.Now);
            }

            var took = _batch.Count > 0;
            await TransformedDeliveries.PassAsync(_broker.Transforms, _session, _batch, CancellationToken.None);
            if (took && _batch.Count == 0)
            {
                continue;
            }

            if (_batch.Count > 0)
            {
                return [.. _batch.Items.SelectMany(Arrivals)];
            }

            await _session.Signal.WaitAsync();
        }
    }

    /// <summary>Acknowledges a delivery.</summary>
    /// <returns>False where its lease had ended before, or the acknowledgement was lost on purpose.</returns>
    public bool Acknowledge(InProcessDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        _faults.ThrowIfFails(nameof(Acknowledge));
        using var writer = _host.Enter();
        if (_broker.MessageFaults.TakesAck())
        {
            _subscription.LoseAck(delivery.Id, writer.Now);
            return false;
        }

        var done = _host.Engine.Acknowledge(_subscription, delivery.Id, writer.Now) == AckResult.Done;
        _host.Engine.Settle();
        return done;
    }

    /// <summary>Moves a delivery's deadline; zero gives the message back.</summary>
    /// <returns>False where its lease had ended before.</returns>
    public bool ModifyDeadline(InProcessDelivery delivery, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        _faults.ThrowIfFails("ModifyAckDeadline");
        using var writer = _host.Enter();
        var done = _host.Engine.ModifyDeadline(_subscription, delivery.Id, (int)deadline.TotalSeconds, writer.Now) == AckResult.Done;
        _host.Engine.Settle();
        return done;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        using (var writer = _host.Enter())
        {
            _host.Engine.Detach(_subscription, _session, writer.Now);
            _host.Observe(EmulatorEventKind.StreamClosed, writer.Now, _subscription, null, 0, _session.Peer, "closed by the client");
        }

        _session.Signal.Set();
    }

    private IEnumerable<InProcessDelivery> Arrivals(DeliveryBatch.Item item)
    {
        var delivery = new InProcessDelivery(item.Message.View, item.Attempt, item.AckId);
        return !_subscription.Settings.ExactlyOnce && _broker.MessageFaults.TakesDuplicate() ? [delivery, delivery] : [delivery];
    }
}

/// <summary>One delivery.</summary>
internal sealed class InProcessDelivery
{
    internal InProcessDelivery(PubsubMessageView message, int attempt, AckId id) => (Message, Attempt, Id) = (message, attempt, id);

    /// <summary>The message.</summary>
    public PubsubMessageView Message { get; }

    /// <summary>The delivery attempt; 0 without a dead-letter policy, as on the wire.</summary>
    public int Attempt { get; }

    internal AckId Id { get; }
}
