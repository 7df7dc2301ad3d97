using System.Diagnostics;
using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

/// <summary>The deliveries of one stream: takes their leases, has them handled, and settles them.</summary>
internal sealed class StreamDeliveries
{
    private readonly SubscriberContext _context;
    private readonly LeaseTiming _normalTiming;
    private readonly LeaseTiming _exactlyOnceTiming;
    private readonly AckQueue _acks;
    private readonly LeaseTable _leases;
    private readonly FlowLine _line;
    private bool _ordered;

    internal StreamDeliveries(SubscriberServiceApiClient client, SubscriberContext context)
    {
        _context = context;
        _normalTiming = LeaseTiming.From(context.Settings, exactlyOnce: false);
        _exactlyOnceTiming = LeaseTiming.From(context.Settings, exactlyOnce: true);
        _acks = new AckQueue(client, context) { Timing = _normalTiming };
        _line = new FlowLine(context, Begin, delivery => GiveBack([delivery]));
        _leases = new LeaseTable(context.Time, _acks, context.Settings.MaxTotalAckExtension ?? SubscriberClient.DefaultMaxTotalAckExtension);
    }

    /// <summary>Seconds for which leases are taken now.</summary>
    internal int DeadlineSeconds => _acks.Timing.DeadlineSeconds;

    /// <summary>Acks and nacks that wait to be sent.</summary>
    internal int WaitingAcks => _acks.Waiting;

    /// <summary>Extends the leases of outstanding messages until cancelled.</summary>
    internal Task KeepLeasesAsync(CancellationToken cancellationToken) => _leases.RunAsync(() => _acks.Timing, cancellationToken);

    /// <summary>Takes the messages of a response; returns when the stream may read the next.</summary>
    internal async Task AcceptAsync(StreamingPullResponse response)
    {
        _acks.ExactlyOnce = response.SubscriptionProperties?.ExactlyOnceDeliveryEnabled ?? false;
        _acks.Timing = _acks.ExactlyOnce ? _exactlyOnceTiming : _normalTiming;
        _ordered = response.SubscriptionProperties?.MessageOrderingEnabled ?? false;
        if (response.ReceivedMessages.Count == 0)
        {
            return;
        }

        var group = new LeaseGroup(_leases) { TakenAt = _context.Time.Now };
        var deliveries = new OutstandingDelivery[response.ReceivedMessages.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = new OutstandingDelivery(this, response.ReceivedMessages[i], group, _ordered);
        }

        response.ReceivedMessages.Clear();
        group.Hold(deliveries);
        _context.Outstanding.Add(deliveries.Length);
        SubscriberTelemetry.Outstanding(_context.Subscription, deliveries.Length);
        if (_context.StopPulling.IsCancellationRequested)
        {
            GiveBack(deliveries);
            return;
        }

        _leases.Add(group, _acks.Timing);
        if (!_acks.ExactlyOnce)
        {
            Start(deliveries, receipt: true);
        }
        else
        {
            await (_ordered ? TakeInOrderAsync(deliveries) : TakeAsync(deliveries));
        }

        if (_context.Settings.UseLegacyFlowControl)
        {
            // The service sends without a limit, so the stream is not read while anything waits.
            await _line.WhenEmptyAsync();
        }
    }

    /// <summary>Has a delivery handled by a worker.</summary>
    internal void Queue(OutstandingDelivery delivery) => _context.Workers.Queue(delivery);

    /// <summary>Handles one delivery, which flow control has let in.</summary>
    internal async Task HandleAsync(OutstandingDelivery delivery)
    {
        var reply = SubscriberClient.Reply.Nack;
        var ran = !_context.NackNow.IsCancellationRequested && delivery.TryRun();
        if (ran)
        {
            Exception? failure = null;
            Activity? handling = null;
            try
            {
                handling = SubscriberTelemetry.StartHandling(_context.Name, delivery.Message!);
                reply = await _context.Handler.HandleMessage(delivery.Message!, _context.NackNow);
            }
            catch (Exception e)
            {
                failure = e;
                _context.LogHandlerFailed(delivery.MessageId, e);
            }

            SubscriberTelemetry.Handled(_context.Name, handling, delivery.MessageId, reply, failure);
        }

        var settles = ran ? delivery.TrySettleRunning() : delivery.TrySettleWaiting();
        delivery.Release();
        _context.Flow.Exit(delivery.Size);
        PoolRelief.Shared.Exit();
        if (delivery.OrderingKey.Length > 0)
        {
            _context.Ordered.Done(delivery.OrderingKey);
        }

        SubscriberTelemetry.Outstanding(_context.Subscription, -1);
        if (!settles)
        {
            // A stop nacked it already, so the reply does not count. The stop waited for the end of the handler.
            if (ran)
            {
                _context.TellUnsent(delivery, reply);
                _context.Outstanding.Add(-1);
            }
        }
        else if (_context.HardStop.IsCancellationRequested)
        {
            _context.TellUnsent(delivery, reply);
            _context.Outstanding.Add(-1);
        }
        else
        {
            _acks.Settle(delivery, reply);
        }
    }

    /// <summary>Nacks all that is not settled, whether its handler runs or not. A stop still waits for the end of each handler.</summary>
    internal void GiveAllBack()
    {
        if (_context.HardStop.IsCancellationRequested)
        {
            return;
        }

        var held = _leases.Held();
        _context.Outstanding.Add(held.Count);
        var back = new List<OutstandingDelivery>(held.Count);
        var running = 0;
        foreach (var delivery in held)
        {
            if (delivery.TrySettleWaiting())
            {
                back.Add(delivery);
            }
            else if (delivery.TrySettleRunning())
            {
                back.Add(delivery);
                running++;
            }
        }

        _context.Outstanding.Add(running - held.Count);
        _acks.Nack(back);
    }

    // Exactly once: messages whose lease is confirmed are handled. An unconfirmed lease delays neither the others nor the stream.
    private async Task TakeAsync(OutstandingDelivery[] deliveries)
    {
        var held = new HashSet<OutstandingDelivery>();
        var rounds = _acks.TakeLeasesAsync(deliveries).GetAsyncEnumerator();
        if (await rounds.MoveNextAsync())
        {
            held.UnionWith(rounds.Current);
            Start(rounds.Current, receipt: false);
        }

        if (held.Count == deliveries.Length)
        {
            await rounds.DisposeAsync();
        }
        else
        {
            _context.Tasks.Run(TakeRestAsync);
        }

        async Task TakeRestAsync()
        {
            await using (rounds)
            {
                while (await rounds.MoveNextAsync())
                {
                    held.UnionWith(rounds.Current);
                    Start(rounds.Current, receipt: false);
                }
            }

            Forget([.. deliveries.Except(held)]);
        }
    }

    // Exactly once and in order: no message may overtake another of its key, so all wait until every lease is confirmed or lost. The
    // service redelivers a message whose lease is lost, and the later messages of its key.
    private async Task TakeInOrderAsync(OutstandingDelivery[] deliveries)
    {
        var held = new HashSet<OutstandingDelivery>();
        await foreach (var round in _acks.TakeLeasesAsync(deliveries))
        {
            held.UnionWith(round);
        }

        var broken = new HashSet<string>();
        List<OutstandingDelivery> start = [];
        List<OutstandingDelivery> lost = [];
        List<OutstandingDelivery> back = [];
        foreach (var delivery in deliveries)
        {
            if (!held.Contains(delivery))
            {
                broken.Add(delivery.OrderingKey);
                lost.Add(delivery);
            }
            else
            {
                (delivery.OrderingKey.Length > 0 && broken.Contains(delivery.OrderingKey) ? back : start).Add(delivery);
            }
        }

        Forget([.. lost]);
        GiveBack([.. back]);
        Start(start, receipt: false);
    }

    private void Start(IReadOnlyList<OutstandingDelivery> deliveries, bool receipt)
    {
        if (_line.TryPass(deliveries))
        {
            for (var i = 0; i < deliveries.Count; i++)
            {
                Begin(deliveries[i]);
            }
        }

        if (receipt)
        {
            // It takes the lease. Messages that wait need it; those that are handled by now need none.
            _acks.Extend(deliveries);
        }
    }

    private void Begin(OutstandingDelivery delivery)
    {
        PoolRelief.Shared.Enter();
        if (delivery.OrderingKey.Length > 0)
        {
            _context.Ordered.Add(delivery);
        }
        else
        {
            delivery.Start();
        }
    }

    private void GiveBack(OutstandingDelivery[] deliveries)
    {
        var back = SettleWaiting(deliveries);
        if (_context.HardStop.IsCancellationRequested)
        {
            _context.Outstanding.Add(-back.Count);
        }
        else
        {
            _acks.Nack(back);
        }
    }

    // Their leases were not confirmed, so the service redelivers them.
    private void Forget(OutstandingDelivery[] deliveries) => _context.Outstanding.Add(-SettleWaiting(deliveries).Count);

    // Returns those that a stop has not given back.
    private List<OutstandingDelivery> SettleWaiting(OutstandingDelivery[] deliveries)
    {
        var settled = new List<OutstandingDelivery>(deliveries.Length);
        foreach (var delivery in deliveries)
        {
            if (delivery.TrySettleWaiting())
            {
                settled.Add(delivery);
            }

            delivery.Release();
        }

        SubscriberTelemetry.Outstanding(_context.Subscription, -deliveries.Length);
        return settled;
    }
}
