namespace PubSubLab.Emulator.Topics;

/// <summary>Gives a wait up when the emulator's clock stands still: a test may wait for the answer before it moves its clock on.</summary>
internal sealed class ClockStillstand : IAsyncDisposable
{
    /// <summary>Real time between two looks at the clock.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _found = new();
    private readonly ITimer? _timer;
    private long _last;

    /// <summary>Watches a clock. The system's clock never stands still and needs no watch.</summary>
    public ClockStillstand(TimeProvider clock, TimeProvider real)
    {
        (_clock, _last) = (clock, clock.GetTimestamp());
        _timer = clock == TimeProvider.System ? null : real.CreateTimer(static watch => ((ClockStillstand)watch!).Look(), this, Period, Period);
    }

    /// <summary>Cancelled when the clock has the same time at two looks in a row.</summary>
    public CancellationToken Token => _found.Token;

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            // Waits for a look that is under way.
            await _timer.DisposeAsync();
        }

        _found.Dispose();
    }

    private void Look()
    {
        var now = _clock.GetTimestamp();
        if (Interlocked.Exchange(ref _last, now) == now)
        {
            _found.Cancel();
        }
    }
}
