using PubSubLab.Lab;

namespace PubSubLab.Output;

/// <summary>Prints runs of experiments as they end, and the outcome of all of them.</summary>
/// <param name="json">Whether a program reads it: it gets one document at the end.</param>
/// <param name="several">Whether more than one was asked for.</param>
internal sealed class ExperimentOutput(bool json, bool several)
{
    private readonly List<FinishedRun> _runs = [];

    /// <summary>The runs so far.</summary>
    public IReadOnlyList<FinishedRun> Runs => _runs;

    /// <summary>A run begins.</summary>
    public void Begin(string label)
    {
        if (!several || json)
        {
            return;
        }

        if (_runs.Count > 0)
        {
            Console.WriteLine();
        }

        Console.WriteLine(label);
    }

    /// <summary>A step of a run.</summary>
    public void Say(TimeSpan at, string line)
    {
        if (!json)
        {
            Console.WriteLine($"{at:mm\\:ss\\.fff}  {line}");
        }
    }

    /// <summary>A run ended.</summary>
    public void Add(FinishedRun run)
    {
        _runs.Add(run);
        if (run.IsProblem)
        {
            Console.Error.WriteLine(run.Result.Answer);
        }
        else if (!json)
        {
            foreach (var line in ExperimentReport.Text(run, TerminalWidth()))
            {
                Console.WriteLine(line);
            }
        }
    }

    /// <summary>All have ended.</summary>
    /// <returns>The exit code: that of the worst run.</returns>
    public int End()
    {
        if (json)
        {
            // Of several lines, each of which is the report's own.
            Console.Write(SafeJson.Of(several ? ExperimentReport.Json(_runs) : ExperimentReport.Json(_runs[0])) + Environment.NewLine);
        }
        else if (several)
        {
            Console.WriteLine();
            foreach (var run in _runs)
            {
                Console.WriteLine($"  {ExperimentReport.Mark(run)} {run.Label}  {(run.IsProblem ? "could not run" : Durations.Format(run.Duration))}");
            }

            var codes = _runs.CountBy(r => r.ExitCode).ToDictionary();
            Console.WriteLine(
                $"{codes.GetValueOrDefault(ExitCodes.Done)} hold, {codes.GetValueOrDefault(ExitCodes.Failed)} do not hold, {codes.GetValueOrDefault(ExitCodes.CouldNotRun)} could not run.");
        }

        return ExitCode;
    }

    private int ExitCode => _runs.Max(run => run.ExitCode);

    // A file or a pipe has no width: the table is whole there.
    private static int TerminalWidth() => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? int.MaxValue : Console.WindowWidth;
}
