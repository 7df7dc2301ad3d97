using PubSubLab.Benchmarks.Screens;

namespace PubSubLab.Benchmarks;

/// <summary>Processor use of the idle lab, compared with an empty window of the terminal library at the same time.</summary>
internal sealed class ScreenIdleBenchmark : IBenchmark
{
    // The runtime compiles a method anew after its 30th call. What runs once a second gets there half a minute after the start.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(30);

    public string Name => "screen-idle";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var window = await Programs.OpenBareWindowAsync();
        await using var lab = await Programs.OpenLabAsync();
        await window.UntilAsync(static grid => grid.Shows(BareWindow.Title), cancellation);
        await lab.UntilAsync(static grid => grid.Shows("+ started"), cancellation);
        var (bareAtFirst, idleAtFirst) = await MeasureAsync(s_settle);
        var (bare, idle) = await MeasureAsync(s_measured);

        report.Add(Name, $"bare Terminal.Gui window, the first {s_settle.TotalSeconds:0} s after its frame: whole process", bareAtFirst, "% of a core");
        report.Add(Name, "idle lab, same time: whole process, with what the runtime compiles anew", idleAtFirst, "% of a core");
        report.Add(Name, $"bare Terminal.Gui window on a pty, the {s_measured.TotalSeconds:0} s after that: whole process", bare, "% of a core");
        report.Add(Name, "idle lab on a pty (emulator inside, a worker that waits), same time: whole process", idle, "% of a core");
        report.Add(Name, "idle lab above the bare window", idle - bare, "points", "at most 2 points", idle - bare <= 2);

        async Task<(double Bare, double Idle)> MeasureAsync(TimeSpan time)
        {
            var start = TimeProvider.System.GetTimestamp();
            var (windowBefore, labBefore) = (window.Cpu, lab.Cpu);
            await Task.Delay(time, TimeProvider.System, cancellation);
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            return (100 * (window.Cpu - windowBefore) / elapsed, 100 * (lab.Cpu - labBefore) / elapsed);
        }
    }
}
