using PubSubLab.Emulator.InProcess;
using PubSubLab.Handlers;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Embedded;

/// <summary>A worker's stream on the engine without sockets: hands deliveries out, keeps their leases, answers.</summary>
/// <remarks>Everything stays on one thread: CancelAsync would go to the thread pool, and time would move on before it came back.</remarks>
#pragma warning disable CA1849, MA0042
internal sealed class InProcessSubscription : ITransportSubscription
{
    /// <summary>Extension window of a lease, as over the wire.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(3);

    private readonly InProcessStream _stream;
    private readonly TimeSpan _deadline;
    private readonly DeliveryCallback _callback;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Task> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _handling = [];
    private bool _severed;

    public InProcessSubscription(InProcessStream stream, TimeSpan deadline, DeliveryCallback callback, TimeProvider time)
    {
        (_stream, _deadline, _callback, _time) = (stream, deadline, callback, time);
        Completion = RunAsync();
    }

    /// <inheritdoc/>
    public Task Completion { get; }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan timeout)
    {
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
        _stream.Dispose();
        _stopping.Cancel();
        await Completion;
        await Task.WhenAll(_handling);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (await _stream.ReceiveAsync() is { Count: > 0 } deliveries)
        {
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
            _stream.Acknowledge(delivery);
        }
        else
        {
            _stream.ModifyDeadline(delivery, TimeSpan.Zero);
        }
    }

    private async Task KeepAsync(InProcessDelivery delivery, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            await Task.Delay(_deadline - s_window, _time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (done.IsCancellationRequested || _severed || !_stream.ModifyDeadline(delivery, _deadline))
            {
                return;
            }
        }
    }
}
