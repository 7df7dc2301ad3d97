using PubSubLab.Lab.Time;

namespace PubSubLab.Lab.Tests.Support;

/// <summary>
/// Runs asynchronous code on one thread and on a manual clock, as the virtual lab does: a run of minutes takes milliseconds and comes
/// out the same each time.
/// </summary>
internal sealed class VirtualTime
{
    private VirtualTime()
    {
    }

    public LabClock Clock { get; } = LabClock.Manual(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Runs to the end. Time moves when nothing else is left to do.</summary>
    public static T Run<T>(Func<VirtualTime, Task<T>> body, TimeSpan? limit = null)
    {
        var time = new VirtualTime();
        using var clock = time.Clock;
        return new OneThread(clock).Run(() => body(time), limit ?? TimeSpan.FromHours(1));
    }

    public static void Run(Func<VirtualTime, Task> body) => Run(async time =>
    {
        await body(time);
        return true;
    });
}
