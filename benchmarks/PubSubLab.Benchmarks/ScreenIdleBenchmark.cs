using PubSubLab.Benchmarks.Screens;

namespace PubSubLab.Benchmarks;

/// <summary>Processor use of the idle lab, compared with an empty window of the terminal library at the same time.</summary>
internal sealed class ScreenIdleBenchmark : IBenchmark
{
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(30);

    public string Name => "screen-idle";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var window = await Programs.OpenBareWindowAsync();
        await using var lab = await Programs.OpenLabAsync();
        await window.UntilAsync(static grid => grid.Shows(BareWindow.Title), cancellation);
        await lab.UntilAsync(static grid => grid.Shows("+ started"), cancellation);
        await Task.Delay(s_settle, TimeProvider.System, cancellation);

        var start = TimeProvider.System.GetTimestamp();
        var (windowBefore, labBefore) = (window.Cpu, lab.Cpu);
        await Task.Delay(s_measured, TimeProvider.System, cancellation);
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        var bare = 100 * (window.Cpu - windowBefore) / elapsed;
        var idle = 100 * (lab.Cpu - labBefore) / elapsed;

        report.Add(Name, $"bare Terminal.Gui window on a pty, {s_measured.TotalSeconds:0} s: whole process", bare, "% of a core");
        report.Add(Name, "idle lab on a pty (emulator inside, a worker that waits), same time: whole process", idle, "% of a core");
        report.Add(Name, "idle lab above the bare window", idle - bare, "points", "at most 2 points", idle - bare <= 2);
    }
}
