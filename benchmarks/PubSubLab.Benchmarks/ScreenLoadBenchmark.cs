using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PubSubLab.Benchmarks.Screens;
using PubSubLab.Benchmarks.Terminals;

namespace PubSubLab.Benchmarks;

/// <summary>
/// The screen at 20,000 events a second for a minute (<c>SCREEN_LOAD_SECONDS</c> for another time), in two ways. The screen alone: the lab's own
/// screen over a journal that a thread beside it fills; what it costs is the process's processor time less that of the same process without
/// the screen, so that its share of collecting garbage and of waiting for the journal is in it. The whole program: <c>pubsublab lab</c> with its
/// emulator and worker, and <c>pubsublab publish</c> in another process; what it costs is the processor time of its screen's own thread.
/// </summary>
internal sealed partial class ScreenLoadBenchmark : IBenchmark
{
    private const int Rate = 20_000;

    /// <summary>A task that is handled at once is published, delivered and acknowledged.</summary>
    private const int EventsOfTask = 3;

    private const double MostCpu = 60;
    private const double MostMilliseconds = 100;
    private static readonly (string Key, string Shows)[] s_keys =
    [
        ("2", "╔ 2 Flow"), ("3", "╔ 3 Timeline"), ("4", "╔ 4 Message log"), ("\u001b[5~", "4 Message log ─ held"), ("\u001b[F", "4 Message log ─ following"),
    ];

    public string Name => "screen-load";

    private static TimeSpan Measured =>
        TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("SCREEN_LOAD_SECONDS") ?? "60", CultureInfo.InvariantCulture));

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var without = await WithoutScreenAsync(cancellation);
        await using (var alone = await TerminalProcess.StartAsync(Environment.ProcessPath!, "--screen", "0", $"{Rate}"))
        {
            await alone.UntilAsync(Programs.ShowsLab, cancellation);
            var seen = await WatchAsync(alone, cancellation);
            Tell(report, "screen alone", seen, seen.Cpu - without, "processor time of the process less the same without a screen");
            report.Add(Name, "screen alone: the same process without a screen", without, "% of a core");
        }

        await using var lab = await Programs.OpenLabAsync();
        await lab.UntilAsync(static grid => grid.Shows("+ started"), cancellation);
        var every = 1000.0 * EventsOfTask / Rate;
        using var publisher = Process.Start(Programs.Publisher(lab, "--count", "100000000", "--every", string.Create(CultureInfo.InvariantCulture, $"{every}ms")))!;
        try
        {
            var drained = Task.WhenAll(publisher.StandardOutput.ReadToEndAsync(cancellation), publisher.StandardError.ReadToEndAsync(cancellation));
            var seen = await WatchAsync(lab, cancellation);
            Tell(report, "whole program", seen, seen.ScreenCpu, "processor time of the screen's thread");
            report.Add(Name, "whole program: the process with emulator, worker and screen", seen.Cpu, "% of a core");
            publisher.Kill();
            await drained;
        }
        finally
        {
            if (!publisher.HasExited)
            {
                publisher.Kill();
            }

            await publisher.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Cost of producing the events in percent of a core.</summary>
    private static async Task<double> WithoutScreenAsync(CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--no-screen", "0", $"{Rate}"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        try
        {
            await process.StandardOutput.ReadLineAsync(cancellation);
            await Task.Delay(Measured / 6, TimeProvider.System, cancellation);
            process.Refresh();
            var (start, before) = (TimeProvider.System.GetTimestamp(), process.TotalProcessorTime);
            await Task.Delay(Measured / 3, TimeProvider.System, cancellation);
            process.Refresh();
            return 100 * (process.TotalProcessorTime - before) / TimeProvider.System.GetElapsedTime(start);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Presses keys while events come, and says what was seen meanwhile.</summary>
    private static async Task<Seen> WatchAsync(TerminalProcess screen, CancellationToken cancellation)
    {
        // Out of the form, where a digit is text; with Alt, after which a terminal program has to wait whether it was Escape. Not measured.
        await screen.PressAsync("\u001b4", grid => grid.Shows("╔ 4 Message log"), cancellation);

        // Once through all keys and a little, so that what is measured has been compiled.
        var keys = new KeyTimes();
        await PressAsync(screen, keys, Measured / 6, cancellation);
        keys = new KeyTimes();
        var events = Events(screen);
        var (start, cpu, thread) = (TimeProvider.System.GetTimestamp(), screen.Cpu, ScreenThread(screen));
        await PressAsync(screen, keys, Measured, cancellation);
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        return new Seen(
            keys, (Events(screen) - events) / elapsed.TotalSeconds, 100 * (screen.Cpu - cpu) / elapsed, 100 * (ScreenThread(screen) - thread) / elapsed,
            Number(NotDrawnPattern().Match(screen.ReadScreen())));
    }

    private static async Task PressAsync(TerminalProcess screen, KeyTimes keys, TimeSpan time, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; TimeProvider.System.GetElapsedTime(start) < time || i % s_keys.Length != 0; i++)
        {
            var (key, shows) = s_keys[i % s_keys.Length];
            keys.Add(await screen.PressAsync(key, grid => grid.Shows(shows), cancellation));

            // At no fixed distance, so that keys meet the screen's loop at every phase.
            await Task.Delay(TimeSpan.FromMilliseconds(50 + (i * 37 % 100)), TimeProvider.System, cancellation);
        }
    }

    /// <summary>Number of events according to the log.</summary>
    private static double Events(TerminalProcess screen)
    {
        var caption = screen.Read(static grid => grid.RowWith("4 Message log"));
        return Number(EventsPattern().Match(caption)) + Number(LetGoPattern().Match(caption));
    }

    private static TimeSpan ScreenThread(TerminalProcess screen) => screen.ReadThreads().GetValueOrDefault("Screen");

    private static double Number(Match match) => match.Success ? double.Parse(match.Groups["n"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 0;

    private void Tell(Report report, string what, Seen seen, double cpu, string how)
    {
        report.Add(Name, $"{what}: events a second that the log counted over {Measured.TotalSeconds:0} s", seen.Events, "event/s", $"at least {Rate * 0.95:N0}", seen.Events >= Rate * 0.95);
        report.Add(Name, $"{what}: {how}", cpu, "% of a core", $"under {MostCpu} %", cpu < MostCpu);
        report.Add(Name, $"{what}: a key until its answer is on the pty, p50 of {seen.Keys.Count}", seen.Keys.At(50), "ms");
        report.Add(Name, $"{what}: a key until its answer is on the pty, p99", seen.Keys.At(99), "ms", $"within {MostMilliseconds} ms", seen.Keys.At(99) <= MostMilliseconds);
        report.Add(Name, $"{what}: lines the log says it did not draw", seen.NotDrawn, "lines", "counted", seen.NotDrawn > 0);
    }

    [GeneratedRegex(@"(?<n>[\d,]+) events", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex EventsPattern();

    [GeneratedRegex(@"(?<n>[\d,]+) older ones let go", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LetGoPattern();

    [GeneratedRegex(@"(?<n>[\d,]+) lines too fast to show", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NotDrawnPattern();

    /// <summary>Observations of a screen under load.</summary>
    /// <param name="Keys">Response times of keys.</param>
    /// <param name="Events">Events a second.</param>
    /// <param name="Cpu">The whole process, in percent of a core.</param>
    /// <param name="ScreenCpu">The screen's thread, in percent of a core.</param>
    /// <param name="NotDrawn">Lines that went by undrawn, as the log says.</param>
    private sealed record Seen(KeyTimes Keys, double Events, double Cpu, double ScreenCpu, double NotDrawn);
}
