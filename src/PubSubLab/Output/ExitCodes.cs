namespace PubSubLab.Output;

/// <summary>The process's exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It failed; stderr says why.</summary>
    public const int Failed = 1;

    /// <summary>An experiment could not run, so nothing is known about it: its file is wrong, or the backend is not there or cannot do it.</summary>
    public const int CouldNotRun = 2;

    /// <summary>The command line, or a value it was given, is wrong; stderr says which.</summary>
    public const int WrongUsage = 2;
}
