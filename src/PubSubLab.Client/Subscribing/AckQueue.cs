using System.Runtime.InteropServices;
using Google.Api.Gax.Grpc;
using Grpc.Core;

namespace Google.Cloud.PubSub.V1;

/// <summary>Sends what one stream has to say of its deliveries: acks, nacks, extensions.</summary>
internal sealed class AckQueue
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(64);

    // Pub/Sub docs, Exactly-once delivery: clients try acks and nacks for ten minutes, and leases briefly.
    private static readonly TimeSpan s_ackPatience = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan s_leasePatience = TimeSpan.FromSeconds(10);

    private readonly SubscriberServiceApiClient _client;
    private readonly SubscriberContext _context;
    private readonly AckLane _acks;
    private readonly AckLane _nacks;
    private readonly AckLane _extensions;

    internal AckQueue(SubscriberServiceApiClient client, SubscriberContext context)
    {
        _client = client;
        _context = context;
        _acks = new AckLane(context.Tasks, SendAcksAsync);
        _nacks = new AckLane(context.Tasks, SendNacksAsync);
        _extensions = new AckLane(context.Tasks, SendExtensionsAsync);
    }

    /// <summary>Current lease timing, which the stream updates with each response.</summary>
    internal LeaseTiming Timing { get; set; } = null!;

    /// <summary>Whether the service confirms acks.</summary>
    internal bool ExactlyOnce { get; set; }

    /// <summary>Acks and nacks that wait to be sent.</summary>
    internal int Waiting => _acks.Count + _nacks.Count;

    internal void Settle(OutstandingDelivery delivery, SubscriberClient.Reply reply) => (reply == SubscriberClient.Reply.Ack ? _acks : _nacks).Add(delivery);

    internal void Nack(IReadOnlyCollection<OutstandingDelivery> deliveries) => _nacks.Add(deliveries);

    internal void Extend(IReadOnlyCollection<OutstandingDelivery> deliveries) => _extensions.Add(deliveries);

    /// <summary>
    /// Takes the leases of new deliveries. Each round lists those whose lease the service confirmed: under exactly-once delivery only
    /// they may be handled. A delivery in no round has no lease.
    /// </summary>
    internal async IAsyncEnumerable<IReadOnlyList<OutstandingDelivery>> TakeLeasesAsync(IReadOnlyList<OutstandingDelivery> deliveries)
    {
        var asked = deliveries;
        var start = _context.Time.Now;
        for (var pause = s_firstPause; ; pause *= 2)
        {
            var error = await CallAsync(asked, Timing.DeadlineSeconds);
            if (error is null)
            {
                yield return asked;
                yield break;
            }

            var failures = new AckFailures(error);
            yield return [.. asked.Where(delivery => failures.Succeeded(delivery.AckId))];
            asked = [.. asked.Where(delivery => failures.IsTransient(delivery.AckId))];
            if (asked.Count == 0 || _context.Time.Now - start + pause > s_leasePatience || !await _context.Time.PassedAsync(pause, _context.NackNow))
            {
                yield break;
            }
        }
    }

    private Task SendAcksAsync(List<OutstandingDelivery> batch) => SettleAsync(batch, ack: true);

    private Task SendNacksAsync(List<OutstandingDelivery> batch) => SettleAsync(batch, ack: false);

    private async Task SendExtensionsAsync(List<OutstandingDelivery> batch)
    {
        // Settled messages need no lease; their acks are on the way.
        batch.RemoveAll(delivery => delivery.IsSettled);
        if (batch.Count == 0)
        {
            return;
        }

        var error = await CallAsync(batch, Timing.DeadlineSeconds);
        if (error is null)
        {
            SubscriberTelemetry.LeasesExtended(_context.Subscription, batch.Count, Timing.DeadlineSeconds);
        }
        else if (ExactlyOnce && !_context.HardStop.IsCancellationRequested)
        {
            var failures = new AckFailures(error);
            Retry([.. batch.Where(delivery => failures.IsTransient(delivery.AckId))], _extensions, s_leasePatience);
        }
    }

    private async Task SettleAsync(List<OutstandingDelivery> batch, bool ack)
    {
        var error = ack ? await AcknowledgeAsync(batch) : await CallAsync(batch, 0);
        SubscriberTelemetry.SettleAnswered(_context.Subscription, ack, batch, _context.Time.Now, error);
        if (_context.HardStop.IsCancellationRequested && error is not null)
        {
            Tell(ack, batch, SettleOutcome.Failed, error);
            _context.Outstanding.Add(-batch.Count);
            return;
        }

        var settled = batch;
        try
        {
            settled = SettleOrRetry(batch, ack, error);
        }
        finally
        {
            // A report is the user's code and may throw. A stop does not wait for these messages then.
            _context.Outstanding.Add(-settled.Count);
        }
    }

    private List<OutstandingDelivery> SettleOrRetry(List<OutstandingDelivery> batch, bool ack, RpcException? error)
    {
        var settled = batch;
        if (error is null || !ExactlyOnce)
        {
            Tell(ack, batch, error is null ? SettleOutcome.Confirmed : SettleOutcome.Failed, error);
            Report(ack, batch.Count, index => new AckNackResponse(batch[index].MessageId, AcknowledgementStatus.Success, null));
        }
        else
        {
            var failures = new AckFailures(error);
            var again = batch.FindAll(delivery => failures.IsTransient(delivery.AckId));
            settled = batch.FindAll(delivery => !failures.IsTransient(delivery.AckId));
            var hopeless = Retry(again, ack ? _acks : _nacks, s_ackPatience);
            settled.AddRange(hopeless);
            Tell(ack, settled.FindAll(delivery => failures.Succeeded(delivery.AckId)), SettleOutcome.Confirmed, null);
            Tell(ack, settled.FindAll(delivery => !failures.Succeeded(delivery.AckId)), SettleOutcome.Failed, error);
            Tell(ack, [.. again.Except(hopeless)], SettleOutcome.Retried, error);
            Report(ack, settled.Count, index =>
            {
                var delivery = settled[index];
                if (failures.Succeeded(delivery.AckId))
                {
                    return new AckNackResponse(delivery.MessageId, AcknowledgementStatus.Success, null);
                }

                var (status, reason) = failures.Failure(delivery.AckId);
                return new AckNackResponse(delivery.MessageId, status, reason);
            });
        }

        return settled;
    }

    // Puts deliveries back after a pause that doubles each time; returns those that have been tried for too long.
    private List<OutstandingDelivery> Retry(List<OutstandingDelivery> deliveries, AckLane lane, TimeSpan patience)
    {
        var hopeless = new List<OutstandingDelivery>();
        foreach (var delivery in deliveries)
        {
            delivery.FailedSince ??= _context.Time.Now;
            delivery.Backoff = delivery.Backoff == default ? s_firstPause : delivery.Backoff * 2 < s_longestPause ? delivery.Backoff * 2 : s_longestPause;
            if (_context.Time.Now + delivery.Backoff - delivery.FailedSince > patience)
            {
                hopeless.Add(delivery);
            }
        }

        foreach (var group in deliveries.Except(hopeless).GroupBy(delivery => delivery.Backoff))
        {
            var pause = group.Key;
            OutstandingDelivery[] again = [.. group];
            _context.Tasks.Run(async () =>
            {
                await _context.Time.PassedAsync(pause, _context.HardStop);
                lane.Add(again);
            });
        }

        return hopeless;
    }

    private void Tell(bool ack, List<OutstandingDelivery> deliveries, SettleOutcome outcome, RpcException? error) =>
        SubscriberTelemetry.Settled(_context.Subscription, ack, CollectionsMarshal.AsSpan(deliveries), outcome, error);

    private void Report(bool ack, int count, Func<int, AckNackResponse> response)
    {
        // Messages that a stop returns had no reply, so nothing is reported.
        if (_context.Handler is DelegateHandler || count == 0 || (!ack && _context.NackNow.IsCancellationRequested))
        {
            return;
        }

        var responses = new AckNackResponse[count];
        for (var i = 0; i < count; i++)
        {
            responses[i] = response(i);
        }

        if (ack)
        {
            _context.Handler.HandleAckResponses(responses);
        }
        else
        {
            _context.Handler.HandleNackResponses(responses);
        }
    }

    private async Task<RpcException?> AcknowledgeAsync(List<OutstandingDelivery> batch)
    {
        var request = new AcknowledgeRequest { Subscription = _context.Subscription };
        AddIds(request.AckIds, batch);
        try
        {
            await _client.AcknowledgeAsync(request, CallSettings.FromCancellationToken(_context.HardStop));
            return null;
        }
        catch (RpcException e)
        {
            _context.LogAckFailed(batch.Count, e);
            return e;
        }
        catch (OperationCanceledException e) when (_context.HardStop.IsCancellationRequested)
        {
            return BrokenOff(e);
        }
    }

    private async Task<RpcException?> CallAsync(IReadOnlyList<OutstandingDelivery> batch, int seconds)
    {
        var request = new ModifyAckDeadlineRequest { Subscription = _context.Subscription, AckDeadlineSeconds = seconds };
        AddIds(request.AckIds, batch);
        try
        {
            await _client.ModifyAckDeadlineAsync(request, CallSettings.FromCancellationToken(_context.HardStop));
            return null;
        }
        catch (RpcException e)
        {
            _context.LogModifyFailed(batch.Count, seconds, e);
            return e;
        }
        catch (OperationCanceledException e) when (_context.HardStop.IsCancellationRequested)
        {
            return BrokenOff(e);
        }
    }

    // The stop came in the pause before another attempt.
    private static RpcException BrokenOff(OperationCanceledException e) => new(new Status(StatusCode.Cancelled, e.Message, e));

    private static void AddIds(Google.Protobuf.Collections.RepeatedField<string> ids, IReadOnlyList<OutstandingDelivery> batch)
    {
        ids.Capacity = batch.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            ids.Add(batch[i].AckId);
        }
    }
}
