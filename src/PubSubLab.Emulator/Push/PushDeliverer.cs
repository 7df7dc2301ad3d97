using System.Diagnostics;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Diagnostics;
using PubSubLab.Emulator.Engine;
using PubSubLab.Emulator.Topics;
using PubSubLab.Emulator.Transforms;
using Subscription = PubSubLab.Emulator.Engine.Subscription;

namespace PubSubLab.Emulator.Push;

/// <summary>
/// Posts the messages of one push subscription to its endpoint (Pub/Sub docs, "Push subscriptions"): an answer of 102, 200,
/// 201, 202 or 204 acknowledges, everything else gives the message back. Each success lets one more request be under way ("Push subscriptions",
/// slow start). The first failure of a round halves their number and ends the round: the endpoint rests for 100 ms to 60 s, and the next round
/// starts. Answers to requests of an earlier round settle their messages only.
/// </summary>
internal sealed class PushDeliverer : IAsyncDisposable
{
    private const int FirstWindow = 8;
    private const int LargestWindow = 1000;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_toldAgain = TimeSpan.FromMinutes(1);

    private readonly Subscription _subscription;
    private readonly HttpMessageInvoker _http;
    private readonly OidcIssuer _issuer;
    private readonly TransformRunner _transforms;
    private readonly Action<string>? _tell;
    private readonly TopicHost _host;
    private readonly ConsumerSession _session;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly Task _run;
    private readonly Lock _posts = new();
    private readonly HashSet<Task> _underWay = [];
    private Task _sendable = Task.CompletedTask;
    private int _round;
    private int _failures;
    private DateTimeOffset _restsUntil;
    private DateTimeOffset _tellsFrom;

    public PushDeliverer(Subscription subscription, PushConfig config, HttpMessageInvoker http, OidcIssuer issuer, TransformRunner transforms, Action<string>? tell)
    {
        _subscription = subscription;
        Config = config;
        _http = http;
        _issuer = issuer;
        _transforms = transforms;
        _tell = tell;
        _host = TopicHost.Of(subscription);
        _time = _host.Clock.Provider;
        _session = new ConsumerSession(ConsumerKind.Push, subscription, FirstWindow, 0, 0)
        {
            Peer = _host.IsObserved ? new EmulatorPeer(config.PushEndpoint, "", "push", null, 0, 0) : null,
        };
        // A caller with a context of its own, as virtual time has, keeps all work on it.
        _run = SynchronizationContext.Current is null ? Task.Run(RunAsync) : RunHereAsync();
    }

    public PushConfig Config { get; }

    public async ValueTask DisposeAsync()
    {
        if (SynchronizationContext.Current is null)
        {
            await _stop.CancelAsync();
        }
        else
        {
            _stop.Cancel();
        }

        _session.Signal.Set();
        await _run;
        _stop.Dispose();
    }

    // Yields first: the caller holds a lock.
    private async Task RunHereAsync()
    {
        await Task.Yield();
        await RunAsync();
    }

    private async Task RunAsync()
    {
        using (var writer = _host.Enter())
        {
            _host.Engine.Attach(_subscription, _session, writer.Now);
        }

        try
        {
            var batch = new DeliveryBatch();
            while (!_stop.IsCancellationRequested && _session.Evicted is null)
            {
                await _session.Signal.WaitAsync();
                while (await RestAsync() && Take(batch) is { } round)
                {
                    if (!_sendable.IsCompletedSuccessfully && !await AreStoredAsync())
                    {
                        break;
                    }

                    await TransformedDeliveries.PassAsync(_transforms, _session, batch, _stop.Token);
                    foreach (var item in batch.Items)
                    {
                        Start(item, round);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped during a pause.
        }
        finally
        {
            using (var writer = _host.Enter())
            {
                _host.Engine.Detach(_subscription, _session, writer.Now);
            }

            Task[] rest;
            lock (_posts)
            {
                rest = [.. _underWay];
            }

            await Task.WhenAll(rest);
        }
    }

    /// <summary>Takes what is due, and gives its round; null where that was nothing. A failure that came in while the caller rested is rested from first.</summary>
    private int? Take(DeliveryBatch batch)
    {
        batch.Clear();
        _sendable = Task.CompletedTask;
        using var writer = _host.Enter();
        if (_time.GetUtcNow() < _restsUntil)
        {
            return _round;
        }

        _sendable = _host.Take(_subscription, _session, batch, writer);
        return batch.Count > 0 ? _round : null;
    }

    /// <summary>Waits until the store has the deliveries. If it refuses them they come again when it opens.</summary>
    private async Task<bool> AreStoredAsync()
    {
        try
        {
            await _sendable;
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private void Start(DeliveryBatch.Item item, int round)
    {
        var post = PostAsync(item, round);
        lock (_posts)
        {
            if (!post.IsCompleted)
            {
                _underWay.Add(post);
                _ = post.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    private void Forget(Task post)
    {
        lock (_posts)
        {
            _underWay.Remove(post);
        }
    }

    private async Task PostAsync(DeliveryBatch.Item item, int round)
    {
        string? refusal;
        var span = EmulatorTracing.IsOn ? EmulatorTracing.Start("push", "send", ActivityKind.Client, _subscription.Name, item.Message.View, null) : null;
        try
        {
            using var request = PushRequest.Build(Config, _subscription.Name, item, _issuer);
            EmulatorTracing.Inject(span, request);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(_subscription.Settings.AckDeadlineSeconds), _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
            using var response = await _http.SendAsync(request, either.Token);
            refusal = (int)response.StatusCode is 102 or 200 or 201 or 202 or 204 ? null : $"it answers {(int)response.StatusCode}";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The endpoint did not take it: as good as a nack. A handler of the options may throw anything.
            refusal = e is OperationCanceledException ? "it did not answer within the ack deadline" : e.Message.TrimEnd('.');
        }

        End(span, refusal);

        if (Answer(item, round, refusal is null) && !_stop.IsCancellationRequested)
        {
            _tell?.Invoke($"The push endpoint {Config.PushEndpoint} does not take the messages of {_subscription.Name}: {refusal}. They are sent again.");
        }
    }

    private void End(Activity? span, string? refusal)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("url.full", Config.PushEndpoint);
        span.SetTag("messaging.gcp_pubsub.result", refusal is null ? "ack" : "nack");
        if (refusal is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, refusal);
        }

        EmulatorTracing.Stop(span);
    }

    /// <summary>Tells the engine.</summary>
    /// <returns>Whether somebody else is to be told too.</returns>
    private bool Answer(DeliveryBatch.Item item, int round, bool accepted)
    {
        using var writer = _host.Enter();
        if (round == _round)
        {
            React(accepted);
        }

        if (_host.Stored is { IsCurrent: false })
        {
            // The message comes again when the store opens.
            return false;
        }

        if (accepted)
        {
            _host.Engine.Acknowledge(_subscription, item.AckId, writer.Now);
        }
        else
        {
            _host.Engine.ModifyDeadline(_subscription, item.AckId, 0, writer.Now);
        }

        _host.Engine.Settle();
        if (accepted || _time.GetUtcNow() < _tellsFrom)
        {
            return false;
        }

        _tellsFrom = _time.GetUtcNow() + s_toldAgain;
        return true;
    }

    /// <summary>Opens the window after a success of this round, or ends the round after a failure. Called under the topic's lock.</summary>
    private void React(bool accepted)
    {
        if (accepted)
        {
            _failures = 0;
            _session.MaxMessages = Math.Min(_session.MaxMessages + 1, LargestWindow);
            return;
        }

        _round++;
        _failures = Math.Min(_failures + 1, 16);
        _restsUntil = _time.GetUtcNow() + RestAfter(_failures);
        _session.MaxMessages = Math.Max(_session.MaxMessages / 2, 1);
    }

    /// <summary>Waits until the endpoint may be asked again; false when the deliverer stops.</summary>
    private async Task<bool> RestAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan left;
            using (_host.Enter())
            {
                left = _restsUntil - _time.GetUtcNow();
            }

            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), _time, _stop.Token);
        }

        return false;
    }

    /// <summary>After so many rounds of failures in a row: 100 ms, doubled each time, at most 60 s (Pub/Sub docs, "Push backoff").</summary>
    private static TimeSpan RestAfter(int failures) =>
        TimeSpan.FromTicks(Math.Min(s_firstPause.Ticks << (failures - 1), s_longestPause.Ticks));
}
