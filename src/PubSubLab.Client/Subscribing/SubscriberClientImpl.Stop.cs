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
                    _stop = _workers.RunAsync(() => StopAtOnceAsync(before));
                }

                return main;
            }

            _stopping = true;
            _stop = _workers.RunAsync(() => StopOnceAsync(shutdownOptions.Mode, shutdownOptions.Timeout, cancellationToken));
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
            await _workers.CancelAsync(_hardStop);
            await _workers.CancelAsync(_stopPulling);
            return;
        }

        if (handling <= TimeSpan.Zero)
        {
            if (mode == ShutdownMode.WaitForProcessing)
            {
                LogNacksInstead(limit, s_nackingTime);
            }

            await _workers.CancelAsync(_nackNow);
        }

        await _workers.CancelAsync(_stopPulling);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, cancellationToken);
        if (handling <= TimeSpan.Zero || await _time.PassedAsync(handling, over.Token))
        {
            await _workers.CancelAsync(_nackNow);
            await _time.PassedAsync(handling <= TimeSpan.Zero ? limit : limit - handling, over.Token);
        }

        if (!_ended.IsCancellationRequested)
        {
            await _workers.CancelAsync(_hardStop);
        }
    }

    private async Task StopAtOnceAsync(Task before)
    {
        await _workers.CancelAsync(_hardStop);
        await _workers.CancelAsync(_stopPulling);
        await before;
    }

    private async Task WaitForSettlingAsync(SubscriberContext context)
    {
        if (await context.Outstanding.WhenZeroAsync().CompletedAsync(_hardStop.Token))
        {
            return;
        }

        using var over = new CancellationTokenSource();
        var grace = EndGraceAsync(over);
        await context.Outstanding.WhenZeroAsync().CompletedAsync(over.Token);
        await _workers.CancelAsync(over);
        await grace;
    }

    private async Task EndGraceAsync(CancellationTokenSource over)
    {
        if (await _time.PassedAsync(s_handlerGrace, over.Token))
        {
            await _workers.CancelAsync(over);
        }
    }

    [LoggerMessage(21, LogLevel.Warning, "{Timeout} is too short to handle what was taken, because the last {NackingTime} are for nacks; it is nacked at once.")]
    private partial void LogNacksInstead(TimeSpan timeout, TimeSpan nackingTime);
}
