using PubSubLab.Lab.Experiments;

namespace PubSubLab.Output;

/// <summary>A run of an experiment that ended, or that could not begin.</summary>
/// <param name="Label">The name, or the file, as it was asked for.</param>
/// <param name="Result">The result; of a run that could not begin the reason.</param>
/// <param name="Seed">The seed that repeats it.</param>
/// <param name="Duration">Its duration on the lab's clock.</param>
/// <param name="IsVirtual">Whether it ran in virtual time, so that the same seed gives the same bytes.</param>
internal sealed record FinishedRun(string Label, ExperimentResult Result, int Seed, TimeSpan Duration, bool IsVirtual)
{
    /// <summary>Whether it never began: stderr says why.</summary>
    public bool IsProblem { get; init; }

    /// <summary>The exit code of this run alone.</summary>
    public int ExitCode => Result.Outcome switch
    {
        ExperimentOutcome.Holds => ExitCodes.Done,
        ExperimentOutcome.NotPossible => ExitCodes.CouldNotRun,
        _ => ExitCodes.Failed,
    };
}
