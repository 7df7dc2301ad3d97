using Google.Api.Gax;
using Microsoft.Extensions.Time.Testing;

namespace PubSubLab.Client.Tests.Support;

/// <summary>Time that stands still until a test advances it. It knows what waits for it, so that a test can wait for that.</summary>
internal sealed class VirtualTime : IScheduler, IClock
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lock _lock = new();
    private readonly List<(Task Wait, TimeSpan Delay)> _waits = [];
    private TimeSpan _jump;

    /// <summary>The delays that were asked for and have neither passed nor been cancelled.</summary>
    internal IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
            {
                _waits.RemoveAll(wait => wait.Wait.IsCompleted);
                return [.. _waits.Select(wait => wait.Delay)];
            }
        }
    }

    public Task Delay(TimeSpan delay, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var wait = Task.Delay(delay, _time, cancellationToken);
            _waits.Add((wait, delay));
            return wait;
        }
    }

    public DateTime GetCurrentDateTimeUtc()
    {
        lock (_lock)
        {
            return (_time.GetUtcNow() + _jump).UtcDateTime;
        }
    }

    internal void Advance(TimeSpan time) => _time.Advance(time);

    /// <summary>Sets the clock forward or back; what waits does not notice.</summary>
    internal void Jump(TimeSpan by)
    {
        lock (_lock)
        {
            _jump += by;
        }
    }

    /// <summary>Lets this time pass as soon as somebody waits for just as long.</summary>
    internal async Task PassAsync(TimeSpan delay)
    {
        await WaitedForAsync(delay);
        Advance(delay);
    }

    internal Task WaitedForAsync(TimeSpan delay) => Eventually.HoldsAsync(() => Waits.Contains(delay), $"somebody waits for {delay}");
}
