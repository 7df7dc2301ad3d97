using Google.Api.Gax;
using Google.Cloud.PubSub.V1.Concurrency;
using Microsoft.Extensions.Logging;

namespace Google.Cloud.PubSub.V1;

public sealed partial class SubscriberClientImpl
{
    // Handlers that were told to stop may need a moment; those that do not listen are left behind.
    private static readonly TimeSpan s_handlerGrace = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public override Task StopAsync(ShutdownOptions shutdownOptions, CancellationToken cancellationToken = default)
    {
        GaxPreconditions.CheckNotNull(shutdownOptions, nameof(shutdownOptions));
        Task main;
        lock (_lock)
        {
            GaxPreconditions.CheckState(_main is not null, "The subscriber was not started, so it cannot be stopped.");
            main = _main!;
            if (_stopping)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    // A stop in good order that is still on its way is cut short.
                    var before = _stop;
                    _stop = Task.Run(() => StopAtOnceAsync(before), CancellationToken.None);
                }

                return main;
            }

            _stopping = true;
            _stop = Task.Run(() => StopOnceAsync(shutdownOptions.Mode, shutdownOptions.Timeout, cancellationToken), CancellationToken.None);
        }

        return main;
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_main is null)
            {
                return default;
            }
        }

        return new ValueTask(StopAsync(new ShutdownOptions { Timeout = _settings.DisposeTimeout ?? DefaultDisposeTimeout }));
    }

    private async Task StopOnceAsync(ShutdownMode mode, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var limit = timeout ?? _settings.MaxTotalAckExtension ?? DefaultMaxTotalAckExtension;
        var handling = mode == ShutdownMode.WaitForProcessing ? limit - s_nackingTime : TimeSpan.Zero;
        if (limit <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
        {
            await _hardStop.CancelAsync();
            await _stopPulling.CancelAsync();
            return;
        }

        if (handling <= TimeSpan.Zero)
        {
            if (mode == ShutdownMode.WaitForProcessing)
            {
                LogNacksInstead(limit, s_nackingTime);
            }

            await _nackNow.CancelAsync();
        }

        await _stopPulling.CancelAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, cancellationToken);
        if (handling <= TimeSpan.Zero || await _time.PassedAsync(handling, over.Token))
        {
            await _nackNow.CancelAsync();
            await _time.PassedAsync(handling <= TimeSpan.Zero ? limit : limit - handling, over.Token);
        }

        if (!_ended.IsCancellationRequested)
        {
            await _hardStop.CancelAsync();
        }
    }

    private async Task StopAtOnceAsync(Task before)
    {
        await _hardStop.CancelAsync();
        await _stopPulling.CancelAsync();
        await before;
    }

    private async Task WaitForSettlingAsync(SubscriberContext context)
    {
        if (await context.Outstanding.WhenZeroAsync().CompletedAsync(_hardStop.Token))
        {
            return;
        }

        using var settled = new CancellationTokenSource();
        var grace = _time.PassedAsync(s_handlerGrace, settled.Token);
        await Task.WhenAny(context.Outstanding.WhenZeroAsync(), grace);
        await settled.CancelAsync();
        await grace;
    }

    [LoggerMessage(21, LogLevel.Warning, "{Timeout} is too short to handle what was taken, because the last {NackingTime} are for nacks; it is nacked at once.")]
    private partial void LogNacksInstead(TimeSpan timeout, TimeSpan nackingTime);
}
