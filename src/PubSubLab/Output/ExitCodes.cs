namespace PubSubLab.Output;

/// <summary>What the process tells whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It failed; stderr says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or a value it was given, is wrong; stderr says which.</summary>
    public const int WrongUsage = 2;
}
