namespace PubSubLab.Lab.Experiments;

/// <summary>A backend's column in the comparison of a migration.</summary>
/// <param name="Name">The backend.</param>
/// <param name="Configuration">The lines of configuration that choose it.</param>
/// <param name="Because">The event that gives a dead worker's tasks to others.</param>
internal sealed record MigrationOutcome(string Name, string Configuration, string Because)
{
    /// <summary>Duration of a task.</summary>
    public TimeSpan Handler { get; init; }

    /// <summary>Published tasks.</summary>
    public int Published { get; set; }

    /// <summary>Unacknowledged tasks at the end.</summary>
    public int Lost { get; set; }

    /// <summary>Tasks that were done twice.</summary>
    public int DoneTwice { get; set; }

    /// <summary>Outstanding tasks of the killed worker.</summary>
    public int Held { get; set; }

    /// <summary>Tasks that began before an earlier one.</summary>
    public int OutOfOrder { get; set; }

    /// <summary>Whether the task that fails twice was done in the end.</summary>
    public bool RetryDone { get; set; }

    /// <summary>Times from the kill until its tasks were with others.</summary>
    public List<TimeSpan> Back { get; set; } = [];

    /// <summary>Tasks of each worker.</summary>
    public List<int> Spread { get; set; } = [];

    /// <summary>Waits between the attempts of the task that fails twice.</summary>
    public List<TimeSpan> Spacing { get; set; } = [];

    /// <summary>Tasks that a killed worker had acknowledged before it ran them; null where the backend acknowledges after the handler only.</summary>
    public int? EarlyHeld { get; set; }

    /// <summary>Unacknowledged ones of them at the end.</summary>
    public int EarlyLost { get; set; }

    /// <summary>Duration of a handler that takes longer than the broker waits for a silent worker.</summary>
    public TimeSpan LongHandler { get; set; }

    /// <summary>Whether its task is to be run once.</summary>
    public bool LongIsKept { get; set; }

    /// <summary>Number of runs of its task.</summary>
    public int LongRuns { get; set; }

    /// <summary>Shares of a worker of Python and one of the lab in one queue; null without a worker of Python.</summary>
    public MixedFleet? Mixed { get; set; }

    /// <summary>Reason why no worker of Python took part.</summary>
    public string WhyNoPython { get; set; } = "not run";

    /// <summary>A table's cell.</summary>
    public string BackText => Back.Count == 0 ? "never"
        : Durations.Format(Back.Min()) is var least && Durations.Format(Back.Max()) is var most && least == most ? least : $"{least} to {most}";

    /// <summary>A table's cell.</summary>
    public string SpacingText => Spacing.Count == 0 ? "none" : string.Join(", ", Spacing.Select(Durations.Format));

    /// <summary>The comparison, a column for each backend.</summary>
    public static ResultTable Table(IReadOnlyList<MigrationOutcome> outcomes)
    {
        (string Name, Func<MigrationOutcome, string> Read)[] rows =
        [
            ("out of order", o => $"{o.OutOfOrder} of {o.Published}"),
            ("tasks per worker", o => string.Join(" ", o.Spread)),
            ("killed worker had", o => $"{o.Held}"),
            ("back after", o => o.BackText),
            ("because of", o => o.Because),
            ("done twice", o => $"{o.DoneTwice}"),
            ("lost", o => $"{o.Lost}"),
            ("waits for a retry", o => o.SpacingText),
            ("acks late off: lost", o => o.EarlyHeld is { } held ? $"{o.EarlyLost} of {held}" : "always late"),
            ("longer handler: runs", o => $"{o.LongRuns} x ({Durations.Format(o.LongHandler)})"),
            ("done by lab, Python", o => o.Mixed is { } mixed ? $"{mixed.ByLab}, {mixed.ByPython}" : o.WhyNoPython),
            ("changed in handlers", _ => "nothing"),
            ("changed settings", o => o.Configuration),
        ];
        return new ResultTable([.. outcomes.Select(o => o.Name)], [.. rows.Select(r => new ResultRow(r.Name, [.. outcomes.Select(r.Read)]))]);
    }
}

/// <summary>Tasks of one queue, done by the lab and by Python.</summary>
/// <param name="Published">Published tasks.</param>
/// <param name="ByLab">Those that the lab's worker did.</param>
/// <param name="ByPython">Those that Python's worker did.</param>
internal sealed record MixedFleet(int Published, int ByLab, int ByPython);
