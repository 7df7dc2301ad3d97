namespace PubSubLab.EndToEnd.Tests.Matrix;

/// <summary>A verb with its arguments.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Arguments">The command line; <see cref="File"/> stands for the file that it writes.</param>
internal sealed record Subject(string Name, string Arguments)
{
    /// <summary>The place of a file in the arguments.</summary>
    public const string File = "FILE";

    /// <summary>Every verb.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        new("worker", "worker --workers 2") { AtWork = "started", EndsInGoodOrder = true },
        new("worker --until-idle", "worker --until-idle 60s --json") { AtWork = "workerStarted", EndsInGoodOrder = true },
        new("publish", "publish --count 100000 --every 10ms") { AtWork = "published", IsNeverDone = true },
        new("publish --json", "publish --count 100000 --json") { AtWork = "published", IsNeverDone = true },
        new("experiment", "experiment async --real-time") { AtWork = "?", IsNeverDone = true, MayNotRun = true },
        new("doctor", "doctor"),
        new("cleanup", "cleanup --yes"),
        new("lab", "lab --no-config") { IsScreen = true, EndsInGoodOrder = true },
        new("demo", "demo --no-config") { IsScreen = true, EndsInGoodOrder = true },
        new("lab --record", $"lab --no-config --record {File}") { IsScreen = true, EndsInGoodOrder = true },
        new("emulator", "emulator --port 0") { AtWork = "Server started", AsksBroker = false, EndsInGoodOrder = true },
        new("route", "route") { Argument = "12345678-1234-5678-1234-567812345678", AsksBroker = false, IsNeverDone = true },
        new("screenshot", "screenshot") { AsksBroker = false },
        new("screenshot --out", $"screenshot --out {File}") { IsQuiet = true, AsksBroker = false },
        new("experiment routing --report", $"experiment routing --workers 4 --messages 20 --report {File}.html") { AsksBroker = false },
        new("completion", "completion bash") { AsksBroker = false },
    ];

    /// <summary>Whether it talks to a broker of somebody else.</summary>
    public bool AsksBroker { get; init; } = true;

    /// <summary>Whether it draws on a terminal.</summary>
    public bool IsScreen { get; init; }

    /// <summary>Whether a signal is its usual end, and not a failure.</summary>
    public bool EndsInGoodOrder { get; init; }

    /// <summary>Its first output at work, if there is any.</summary>
    public string? AtWork { get; init; }

    /// <summary>Its input if it must print at once, in place of input without an end.</summary>
    public string? Argument { get; init; }

    /// <summary>Whether it prints nothing when all goes well, so that a closed or full output stops nothing.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether it has more to do than it can while a case runs, so that a signal always ends it too early.</summary>
    public bool IsNeverDone { get; init; }

    /// <summary>Whether it has an exit code of its own for a run that could not begin or go on.</summary>
    public bool MayNotRun { get; init; }

    /// <summary>Whether it writes a file.</summary>
    public bool WritesFile => Arguments.Contains(File, StringComparison.Ordinal);
}
