using Grpc.Core;
using PubSubLab.Emulator.InProcess;
using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Embedded;

/// <summary>A worker's stream on the engine without sockets: hands deliveries out, keeps their leases, answers.</summary>
/// <remarks>Everything stays on one thread: CancelAsync would go to the thread pool, and time would move on before it came back.</remarks>
#pragma warning disable CA1849, MA0042
internal sealed class InProcessSubscription : ITransportSubscription
{
    /// <summary>Extension window of a lease, as over the wire.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(3);

    private readonly Func<InProcessStream> _open;
    private InProcessStream _stream;
    private readonly TimeSpan _deadline;
    private readonly DeliveryCallback _callback;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Task> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _handling = [];
    private bool _severed;
    private bool _isOver;

    /// <param name="stream">Its stream.</param>
    /// <param name="open">Opens another where that one is broken off.</param>
    /// <param name="deadline">Duration of its leases.</param>
    /// <param name="callback">Gets the deliveries.</param>
    /// <param name="time">The clock.</param>
    public InProcessSubscription(InProcessStream stream, Func<InProcessStream> open, TimeSpan deadline, DeliveryCallback callback, TimeProvider time)
    {
        (_stream, _open, _deadline, _callback, _time) = (stream, open, deadline, callback, time);
        Completion = RunAsync();
    }

    /// <summary>
    /// The time that a nack takes on its way. Without any, a message that every worker gives back would go round for ever in a moment of virtual time.
    /// </summary>
    public TimeSpan NackTakes { get; init; }

    /// <inheritdoc/>
    public Task Completion { get; }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
        _isOver = true;
        _stream.Dispose();
        await Task.WhenAny(Task.WhenAll(_handling), Task.Delay(timeout, _time));
        _stopping.Cancel();
        await Task.WhenAll(_handling);
    }

    /// <inheritdoc/>
    public void Sever()
    {
        _severed = true;
        _stream.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        _stream.Dispose();
        _stopping.Cancel();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await Task.WhenAll(_handling);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (true)
        {
            var deliveries = await _stream.ReceiveAsync();
            if (deliveries.Count == 0)
            {
                if (!await ReopenAsync())
                {
                    return;
                }

                continue;
            }

            _handling.RemoveWhere(t => t.IsCompleted);
            foreach (var delivery in deliveries)
            {
                var key = delivery.Message.OrderingKey;
                var before = key.Length > 0 && _keys.TryGetValue(key, out var task) ? task : Task.CompletedTask;
                var handling = HandleAsync(delivery, before);
                _handling.Add(handling);
                if (key.Length > 0)
                {
                    _keys[key] = handling;
                }
            }
        }
    }

    // A stream that was broken off is opened again, as the client library does over the wire.
    private async Task<bool> ReopenAsync()
    {
        if (!_stream.IsBroken || _severed || _stopping.IsCancellationRequested)
        {
            return false;
        }

        try
        {
            _stream = await InProcessRetry.RunAsync(_open, _time, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (RpcException e)
        {
            throw new LabException(e.Status.Detail, e);
        }

        if (!_severed && !_stopping.IsCancellationRequested && !_isOver)
        {
            return true;
        }

        _stream.Dispose();
        return false;
    }

    private async Task HandleAsync(InProcessDelivery delivery, Task before)
    {
        using var lease = new CancellationTokenSource();
        var keeping = KeepAsync(delivery, lease.Token);
        await before;
        var message = delivery.Message;
        var verdict = await _callback(
            new Delivery(message.MessageId, new LabTask(message.Data, message.Attributes, message.OrderingKey), delivery.Attempt, message.PublishTime),
            _stopping.Token);
        lease.Cancel();
        await keeping;
        if (_severed || verdict == Verdict.Abandon)
        {
            return;
        }

        if (verdict == Verdict.Ack)
        {
            await TellAsync(() => _stream.Acknowledge(delivery));
            return;
        }

        if (NackTakes > TimeSpan.Zero)
        {
            await Task.Delay(NackTakes, _time);
        }

        if (!_severed)
        {
            await TellAsync(() => _stream.ModifyDeadline(delivery, TimeSpan.Zero));
        }
    }

    // An answer that does not get through, or comes after the worker's death, is lost: the lease ends, and the message comes again.
    private async Task<bool> TellAsync(Func<bool> call)
    {
        try
        {
            return await InProcessRetry.RunAsync(() => !_severed && call(), _time, CancellationToken.None);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    private async Task KeepAsync(InProcessDelivery delivery, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await Task.Delay(_deadline - s_window, _time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (done.IsCancellationRequested || _severed || !await TellAsync(() => _stream.ModifyDeadline(delivery, _deadline)))
            {
                return;
            }
        }
    }
}
