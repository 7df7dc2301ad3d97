using System.Runtime.InteropServices;
using PubSubLab.Benchmarks.Screens;
using PubSubLab.Lab;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Time;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Benchmarks;

/// <summary>
/// The processor time and memory of one frame on a terminal in memory, in virtual time: a busy journal, and a large lab with little traffic.
/// It counts the thread's own processor time, so other work on the machine hardly shows.
/// </summary>
internal sealed partial class ScreenFrameBenchmark : IBenchmark
{
    private const int Rate = 20_000;
    private const int Workers = 200;
    private const int Frames = 300;
    private const double MostMilliseconds = 20;
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(80);

    public string Name => "screen-frame";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await MeasureAsync(report, "20,000 events a second", workers: 0, subscriptions: 0, perFrame: (int)(Rate * s_frame.TotalSeconds));
        await MeasureAsync(report, "20,000 events a second beside 200 workers and 1,000 subscriptions", Workers, 1_000, perFrame: (int)(Rate * s_frame.TotalSeconds));
        await MeasureAsync(report, "200 workers, 1,000 subscriptions, an event each frame", Workers, 1_000, perFrame: 1);
        await MeasureAsync(report, "200 workers, 1,000 subscriptions, no event", Workers, 1_000, perFrame: 0);
    }

    private async Task MeasureAsync(Report report, string what, int workers, int subscriptions, int perFrame)
    {
        using var clock = LabClock.Manual(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero));
        var listing = new ListedTopology(subscriptions);
        var ports = subscriptions > 0 ? new LabPorts { Topology = listing, Backlog = listing } : LabPorts.None;
        var journal = new LabJournal(clock);
        await using var session = new LabSession(new SilentTransport(), journal, ports: ports);
        for (var i = 0; i < workers; i++)
        {
            await session.Workers.SpawnAsync(new WorkerSpec { Subscription = ListedTopology.NameOf(i % subscriptions) });
        }

        var traffic = new EventTraffic(journal);
        using var screen = new HeadlessScreen(session, 120, 36, ThemeName.Dark);
        Run(clock, traffic, screen, perFrame, []);
        var times = new List<double>(Frames);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var inJournal = Run(clock, traffic, screen, perFrame, times);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes - inJournal;
        report.Add(Name, $"{what}: processor time of a frame, mean", times.Average(), "ms", $"under {MostMilliseconds} ms", times.Average() < MostMilliseconds);
        report.Add(Name, $"{what}: processor time of a frame, p99 of {Frames}", times.Order().ElementAt(Frames * 99 / 100), "ms");
        report.Add(Name, $"{what}: allocated in a frame", bytes / 1024.0 / Frames, "KiB");
    }

    private static long Run(LabClock clock, EventTraffic traffic, HeadlessScreen screen, int perFrame, List<double> times)
    {
        var inJournal = 0L;
        for (var frame = 0; frame < Frames; frame++)
        {
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < perFrame; i++)
            {
                traffic.Next();
            }

            clock.Advance(s_frame);
            inJournal += GC.GetAllocatedBytesForCurrentThread() - bytes;
            var start = ThreadTime();
            screen.Draw();
            times.Add((ThreadTime() - start).TotalMilliseconds);
        }

        return inJournal;
    }

    private static TimeSpan ThreadTime()
    {
        const int ThreadProcessorTime = 3;
        _ = clock_gettime(ThreadProcessorTime, out var time);
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1_000.0);
    }

#pragma warning disable SYSLIB1054, CA5392 // A call without anything to marshal needs no generated code; libc is the system's.
    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out TimeSpec time);
#pragma warning restore SYSLIB1054, CA5392

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
