using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

/// <summary>One streaming pull: opens it, pings, reads its responses, and opens it again when it is lost.</summary>
internal sealed class MessageStream
{
    // The service closes a stream on which the client is silent. This interval is well below that time.
    private static readonly TimeSpan s_pingInterval = TimeSpan.FromSeconds(25);

    // After a stop, messages that are on the way arrive for this long and are nacked.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_ackPause = TimeSpan.FromMilliseconds(100);

    // A stream stops reading when this many acks wait, so that a slow service does not fill the memory.
    private const int MaxWaitingAcks = 20_000;

    private readonly SubscriberServiceApiClient _client;
    private readonly SubscriberContext _context;
    private readonly ReconnectPolicy _reconnect;
    private readonly ReconnectPause _pause;
    private readonly int _index;

    internal MessageStream(SubscriberServiceApiClient client, SubscriberContext context, int index)
    {
        _client = client;
        _context = context;
        _index = index;
        Deliveries = new StreamDeliveries(client, context);
        _reconnect = new ReconnectPolicy(context.Time);
        _pause = new ReconnectPause(context.Time, context.IsEmulatorOpen);
    }

    /// <summary>Messages of the stream, on this connection and on those before it.</summary>
    internal StreamDeliveries Deliveries { get; }

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
                await Deliveries.AcceptAsync(responses.Current);
                while (Deliveries.WaitingAcks > MaxWaitingAcks && await _context.Time.PassedAsync(s_ackPause, _context.StopPulling))
                {
                }
            }
        }
        finally
        {
            // Disposing the stream ends writes without a reader.
            await _context.Workers.CancelAsync(ended);
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
            StreamAckDeadlineSeconds = Deliveries.DeadlineSeconds,
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
                // The stream's reader sees its errors.
                await ping.EndedAsync();
            }
        }
    }

    private async Task SayFarewellAsync(SubscriberServiceApiClient.StreamingPullStream stream, CancellationTokenSource abort, CancellationToken ended)
    {
        if (!await _context.StopPulling.CancelledAsync(ended))
        {
            return;
        }

        // A stream that cannot be opened takes no half-close; it gets the same time.
        var completed = stream.TryWriteCompleteAsync() ?? Task.CompletedTask;
        if (await _context.Time.PassedAsync(s_farewell, ended))
        {
            await _context.Workers.CancelAsync(abort);
        }

        // The stream's reader sees its errors.
        await completed.EndedAsync();
    }
}
