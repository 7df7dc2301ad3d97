using System.Diagnostics;
using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

/// <summary>One streaming pull: keeps it open, takes what comes, has it handled, and settles it.</summary>
internal sealed class MessageStream
{
    // The service closes a stream on which the client is silent; this is well below that.
    private static readonly TimeSpan s_pingInterval = TimeSpan.FromSeconds(25);

    // How long messages that were on the way when the client stopped are taken in, to be nacked.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_ackPause = TimeSpan.FromMilliseconds(100);

    // Acks that wait when a stream stops reading, so that a service which answers slowly does not fill the memory.
    private const int MaxWaitingAcks = 20_000;

    private readonly SubscriberServiceApiClient _client;
    private readonly SubscriberContext _context;
    private readonly AckQueue _acks;
    private readonly LeaseTable _leases;
    private readonly ReconnectPolicy _reconnect;
    private readonly ReconnectPause _pause;
    private readonly LeaseTiming _normalTiming;
    private readonly LeaseTiming _exactlyOnceTiming;
    private readonly int _index;
    private bool _ordered;

    internal MessageStream(SubscriberServiceApiClient client, SubscriberContext context, int index)
    {
        _client = client;
        _context = context;
        _index = index;
        _normalTiming = LeaseTiming.From(context.Settings, exactlyOnce: false);
        _exactlyOnceTiming = LeaseTiming.From(context.Settings, exactlyOnce: true);
        _acks = new AckQueue(client, context) { Timing = _normalTiming };
        _leases = new LeaseTable(context.Time, _acks, context.Settings.MaxTotalAckExtension ?? SubscriberClient.DefaultMaxTotalAckExtension);
        _reconnect = new ReconnectPolicy(context.Time);
        _pause = new ReconnectPause(context.Time, context.IsEmulatorOpen);
    }

    /// <summary>Extends the leases of what this stream took, until cancelled.</summary>
    internal Task KeepLeasesAsync(CancellationToken cancellationToken) => _leases.RunAsync(() => _acks.Timing, cancellationToken);

    /// <summary>Keeps the stream open until pulling stops; faults when it cannot go on.</summary>
    internal async Task RunAsync()
    {
        while (!_context.StopPulling.IsCancellationRequested)
        {
            Exception? lost = null;
            try
            {
                await PullAsync();
                _reconnect.OnClosed();
            }
            catch (Exception) when (_context.StopPulling.IsCancellationRequested)
            {
                // Ended by us.
                return;
            }
            catch (Exception e)
            {
                if (!_reconnect.GoesOnAfter(e))
                {
                    _context.LogGaveUp(_index, e);
                    throw;
                }

                lost = e;
            }

            _context.LogLost(_index, _reconnect.Pause, lost);
            SubscriberTelemetry.StreamLost(_context.Subscription, _index, _reconnect.Pause, lost);
            if (_reconnect.Pause > TimeSpan.Zero)
            {
                await PauseAsync();
            }
        }
    }

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
            // It is nacked, whatever the handler said; what was waited for is that it ended.
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

    /// <summary>Nacks all that this stream took and that is not settled, handlers that run or not. A handler's end is still waited for.</summary>
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

    private async Task PauseAsync()
    {
        if (await _pause.WaitAsync(_reconnect.Pause, _context.StopPulling))
        {
            _reconnect.OnReturned();
        }
    }

    private async Task PullAsync()
    {
        _reconnect.OnOpening();
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(_context.HardStop);
        using var ended = new CancellationTokenSource();
        using var stream = _client.StreamingPull(CallSettings
            .FromGoogleRequestParamsHeader("subscription", _context.Subscription)
            .WithCancellationToken(abort.Token));
        Task[] beside = [PingAsync(stream, ended.Token), SayFarewellAsync(stream, abort, ended.Token)];
        try
        {
            await stream.WriteAsync(FirstRequest());
            _context.LogOpened(_index);
            SubscriberTelemetry.StreamOpened(_context.Subscription, _index);
            var responses = stream.GrpcCall.ResponseStream;
            var answered = false;
            while (await responses.MoveNext(CancellationToken.None))
            {
                if (!answered)
                {
                    answered = true;
                    SubscriberTelemetry.StreamAnswered(_context.Subscription, _index);
                }

                _reconnect.OnResponse();
                await AcceptAsync(responses.Current);
                while (_acks.Waiting > MaxWaitingAcks && await _context.Time.PassedAsync(s_ackPause, _context.StopPulling))
                {
                }
            }
        }
        finally
        {
            // Disposing the stream ends writes that nobody reads any more.
            await ended.CancelAsync();
            stream.Dispose();
            await Task.WhenAll(beside);
        }
    }

    private StreamingPullRequest FirstRequest()
    {
        var flow = _context.Settings.FlowControlSettings ?? SubscriberClient.DefaultFlowControlSettings;
        var legacy = _context.Settings.UseLegacyFlowControl;
        return new StreamingPullRequest
        {
            Subscription = _context.Subscription,
            StreamAckDeadlineSeconds = _acks.Timing.DeadlineSeconds,
            MaxOutstandingMessages = legacy ? 0 : flow.MaxOutstandingElementCount ?? 0,
            MaxOutstandingBytes = legacy ? 0 : flow.MaxOutstandingByteCount ?? 0,
        };
    }

    private async Task PingAsync(SubscriberServiceApiClient.StreamingPullStream stream, CancellationToken ended)
    {
        while (await _context.Time.PassedAsync(s_pingInterval, ended))
        {
            if (_context.Outstanding.Count > 0 && stream.TryWriteAsync(new StreamingPullRequest()) is { } ping)
            {
                // Whether the stream still works is for its reader to find out.
                await ping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SayFarewellAsync(SubscriberServiceApiClient.StreamingPullStream stream, CancellationTokenSource abort, CancellationToken ended)
    {
        if (!await _context.Stopping.CompletedAsync(ended))
        {
            return;
        }

        // A stream that cannot even be opened takes no farewell either; it is given the same time.
        var completed = stream.TryWriteCompleteAsync() ?? Task.CompletedTask;
        if (await _context.Time.PassedAsync(s_farewell, ended))
        {
            await abort.CancelAsync();
        }

        // Whether the service took notice is for the stream's reader to find out.
        await completed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync(StreamingPullResponse response)
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
        await (!_acks.ExactlyOnce ? StartAsync(deliveries, receipt: true) : _ordered ? TakeInOrderAsync(deliveries) : TakeAsync(deliveries));
    }

    // Exactly once: what is held is handled; a lease that cannot be taken yet holds up neither the others nor the stream.
    private async Task TakeAsync(OutstandingDelivery[] deliveries)
    {
        var held = new HashSet<OutstandingDelivery>();
        var rounds = _acks.TakeLeasesAsync(deliveries).GetAsyncEnumerator();
        if (await rounds.MoveNextAsync())
        {
            held.UnionWith(rounds.Current);
            await StartAsync(rounds.Current, receipt: false);
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
                    await StartAsync(rounds.Current, receipt: false);
                }
            }

            Forget([.. deliveries.Except(held)]);
        }
    }

    // Exactly once and in order: nothing may overtake a message of its key, so all wait until it is clear which are held. When one is not,
    // the service delivers it again and with it those of its key that came later.
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
        await StartAsync(start, receipt: false);
    }

    private async Task StartAsync(IReadOnlyList<OutstandingDelivery> deliveries, bool receipt)
    {
        var bytes = 0L;
        for (var i = 0; i < deliveries.Count; i++)
        {
            bytes += deliveries[i].Size;
        }

        var together = _context.Flow.TryEnter(deliveries.Count, bytes);
        for (var i = 0; i < deliveries.Count; i++)
        {
            var delivery = deliveries[i];
            var entered = together ? Task.CompletedTask : _context.Flow.EnterAsync(delivery.Size);
            if (!entered.IsCompleted)
            {
                // The receipt takes the lease; messages that wait need it now, those that are handled at once need none.
                if (receipt)
                {
                    _acks.Extend(deliveries);
                    receipt = false;
                }

                if (!await entered.CompletedAsync(_context.NackNow))
                {
                    GiveBack([.. deliveries.Skip(i)]);
                    return;
                }
            }

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

        if (receipt)
        {
            _acks.Extend(deliveries);
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

    // Their leases could not be taken, so the service delivers them again.
    private void Forget(OutstandingDelivery[] deliveries) => _context.Outstanding.Add(-SettleWaiting(deliveries).Count);

    // Those that a stop did not give back meanwhile.
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
