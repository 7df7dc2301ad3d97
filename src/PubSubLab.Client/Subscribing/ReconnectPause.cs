namespace Google.Cloud.PubSub.V1;

/// <summary>
/// The pause before a stream is opened again. An emulator's port is looked at meanwhile: once it opens after it was closed, the pause is over.
/// </summary>
/// <param name="time">The subscriber's time.</param>
/// <param name="isOpen">Whether somebody listens on the emulator's port; null for the service, whose pauses are kept.</param>
internal sealed class ReconnectPause(SubscriberTime time, Func<CancellationToken, Task<bool>>? isOpen)
{
    /// <summary>Interval of checking the port.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private bool _wasClosed;

    /// <summary>Waits, at most for <paramref name="pause"/>.</summary>
    /// <returns>Whether the broker has come back.</returns>
    internal async Task<bool> WaitAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        for (var left = pause; left > TimeSpan.Zero;)
        {
            if (isOpen is not null && await HasReturnedAsync(isOpen, cancellationToken))
            {
                return true;
            }

            var step = isOpen is null || left < Interval ? left : Interval;
            if (!await time.PassedAsync(step, cancellationToken))
            {
                return false;
            }

            left -= step;
        }

        return false;
    }

    // A port that was open all the time says nothing: a broker that answers UNAVAILABLE is given the whole pause.
    private async Task<bool> HasReturnedAsync(Func<CancellationToken, Task<bool>> isOpen, CancellationToken cancellationToken)
    {
        var open = await isOpen(cancellationToken);
        var returned = open && _wasClosed;
        _wasClosed = !open;
        return returned;
    }
}
