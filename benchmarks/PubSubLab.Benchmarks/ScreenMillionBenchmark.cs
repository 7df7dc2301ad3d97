using System.Diagnostics;
using PubSubLab.Benchmarks.Screens;
using PubSubLab.Benchmarks.Terminals;

namespace PubSubLab.Benchmarks;

/// <summary>The lab's screen over a journal that holds 1,000,000 events: what it weighs, and how long scrolling and filtering take.</summary>
internal sealed class ScreenMillionBenchmark : IBenchmark
{
    private const string Log = "\u001b4";
    private const string PageUp = "\u001b[5~";
    private const string Home = "\u001b[H";
    private const string End = "\u001b[F";
    private const string Escape = "\u001b";
    private static readonly string s_emptied = new('\u007f', 40);
    private const double Megabyte = 1e6;
    private const int Rounds = 20;
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(5);

    public string Name => "screen-million";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        await using var lab = await TerminalProcess.StartAsync(Environment.ProcessPath!, "--screen", "1000000", "0");
        await lab.UntilAsync(static grid => grid.Shows("1,000,000 events"), cancellation);
        await Task.Delay(s_settle, TimeProvider.System, cancellation);
        var memory = lab.WorkingSet;
        report.Add(Name, "1,000,000 events of 330,000 tasks held, on a pty: working set of the whole process", memory / Megabyte, "MB", "under 250 MB", memory < 250 * Megabyte);

        await lab.PressAsync(Log, static grid => grid.Shows("╔ 4 Message log"), cancellation);
        var (pages, homes, ends) = (new KeyTimes(), new KeyTimes(), new KeyTimes());
        for (var round = 0; round < Rounds; round++)
        {
            for (var page = 0; page < 5; page++)
            {
                pages.Add(await ScrollAsync(lab, PageUp, cancellation));
            }

            homes.Add(await ScrollAsync(lab, Home, cancellation));
            ends.Add(await lab.PressAsync(End, static grid => grid.Shows("following"), cancellation));
        }

        Tell(report, "PageUp until the page is on the pty", pages);
        Tell(report, "Home until the oldest page is on the pty", homes);
        Tell(report, "End until the newest page is on the pty", ends);
        await FilterAsync(report, lab, "many", "priority=low", cancellation);
        await FilterAsync(report, lab, "few", "user_id=user7", cancellation);
        await FilterAsync(report, lab, "one", "\"task_id\":\"77777\"", cancellation);
        await FilterAsync(report, lab, "none", "nowhere", cancellation);
        memory = lab.WorkingSet;
        report.Add(Name, "after scrolling and filtering: working set of the whole process", memory / Megabyte, "MB", "under 250 MB", memory < 250 * Megabyte);
        await MeasureWholeProgramAsync(report, cancellation);
    }

    /// <summary>The program as a person has it open, whose emulator and worker had all those tasks.</summary>
    private async Task MeasureWholeProgramAsync(Report report, CancellationToken cancellation)
    {
        await using var lab = await Programs.OpenLabAsync();
        await lab.UntilAsync(static grid => grid.Shows("+ started"), cancellation);
        await Task.Delay(s_settle, TimeProvider.System, cancellation);
        var before = lab.WorkingSet;
        using var publisher = Process.Start(Programs.Publisher(lab, "--count", "334000"))!;
        await Task.WhenAll(publisher.StandardOutput.ReadToEndAsync(cancellation), publisher.StandardError.ReadToEndAsync(cancellation));
        await publisher.WaitForExitAsync(cancellation);
        await lab.UntilAsync(static grid => grid.Shows("1,000,000 events"), cancellation);
        await Task.Delay(s_settle, TimeProvider.System, cancellation);
        report.Add(Name, "whole program, with emulator and worker: working set before the first task", before / Megabyte, "MB");
        report.Add(Name, "whole program: working set with 1,000,000 events of 334,000 tasks that went through it", lab.WorkingSet / Megabyte, "MB");
        report.Add(Name, "whole program: what the events and the work added", (lab.WorkingSet - before) / Megabyte, "MB", "under 250 MB", lab.WorkingSet - before < 250 * Megabyte);
    }

    private async Task FilterAsync(Report report, TerminalProcess lab, string which, string filter, CancellationToken cancellation)
    {
        await lab.PressAsync("/", static grid => grid.Shows("/ filter"), cancellation);
        await lab.PressAsync(s_emptied, Unfiltered, cancellation);
        var keys = new KeyTimes();
        for (var typed = 1; typed <= filter.Length; typed++)
        {
            // The pane's title says what the filter is; with the last letter, how many match after all was looked at.
            var now = $"─ filter {filter[..typed]} ─";
            keys.Add(await lab.PressAsync(filter[(typed - 1)..typed], grid => grid.Shows(now), cancellation));
        }

        Tell(report, $"a letter of a filter that {which} match ('{filter}'), until the log says so on the pty", keys);
        await lab.UntilAsync(static grid => !grid.Shows("looked at)"), cancellation);

        // All of it at once, as it is pasted: the slowest that a filter can be.
        await lab.PressAsync(s_emptied, Unfiltered, cancellation);
        var whole = await lab.PressAsync(filter, grid => grid.Shows($"─ filter {filter} ─") && !grid.Shows("looked at)"), cancellation);
        report.Add(Name, $"'{filter}' pasted, until all 1,000,000 events were looked at", whole.TotalMilliseconds, "ms");
        await lab.PressAsync(Escape, static grid => Unfiltered(grid) && !grid.Shows("/ filter"), cancellation);
    }

    private static bool Unfiltered(ScreenGrid grid) => grid.Shows("following ─ 1,000,000 events");

    private static Task<TimeSpan> ScrollAsync(TerminalProcess lab, string key, CancellationToken cancellation)
    {
        var before = lab.Read(LinesOf);
        return lab.PressAsync(key, grid => LinesOf(grid) != before, cancellation);
    }

    /// <summary>The lines of the log alone: the header has a clock.</summary>
    private static string LinesOf(ScreenGrid grid) => string.Join('\n', grid.After("4 Message log").SkipLast(2));

    private void Tell(Report report, string what, KeyTimes times) =>
        report.Add(Name, $"{what}, slowest of {times.Count}", times.Slowest, "ms", "under 100 ms", times.Slowest < 100);
}
