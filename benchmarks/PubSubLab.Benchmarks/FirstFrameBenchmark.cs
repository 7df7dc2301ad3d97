using PubSubLab.Benchmarks.Screens;
using PubSubLab.Benchmarks.Terminals;

namespace PubSubLab.Benchmarks;

/// <summary>From the start of the process until its first frame has arrived at the terminal: the lab, beside an empty window of the terminal library.</summary>
internal sealed class FirstFrameBenchmark : IBenchmark
{
    private const int Rounds = 9;

    public string Name => "first-frame";

    public async Task RunAsync(Report report, CancellationToken cancellation)
    {
        var (bare, lab, works) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            // In turns, so that what else the machine does falls on both.
            await using (var window = await Programs.OpenBareWindowAsync())
            {
                bare.Add((await window.UntilAsync(static grid => grid.Shows(BareWindow.Title), cancellation)).TotalSeconds);
            }

            await using var screen = await Programs.OpenLabAsync();
            lab.Add((await screen.UntilAsync(Programs.ShowsLab, cancellation)).TotalSeconds);
            works.Add((await screen.UntilAsync(static grid => grid.Shows("+ started"), cancellation)).TotalSeconds);
        }

        var median = Median(lab);
        report.Add(Name, $"bare Terminal.Gui window: process start until its frame is on a pty, median of {Rounds}", Median(bare), "s");
        report.Add(Name, $"lab, as `dotnet build -c Release` leaves it: until header, panes and log are on a pty, median of {Rounds}", median, "s", "within 0.5 s", median <= 0.5);
        report.Add(Name, "lab: fastest", lab.Min(), "s");
        report.Add(Name, "lab: slowest", lab.Max(), "s");
        report.Add(Name, "lab: until its worker is seen running, on the emulator inside, median", Median(works), "s");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
