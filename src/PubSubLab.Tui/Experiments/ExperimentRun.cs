using PubSubLab.Lab.Experiments;

namespace PubSubLab.Tui.Experiments;

/// <summary>One run of an experiment, as the screen tells it.</summary>
internal sealed class ExperimentRun(TimeSpan startedAt)
{
    public TimeSpan StartedAt => startedAt;

    /// <summary>When it ended, on the journal's clock; null while it runs.</summary>
    public TimeSpan? EndedAt { get; set; }

    /// <summary>Its messages with their times.</summary>
    public List<(TimeSpan At, string Line)> Steps { get; } = [];

    public ExperimentResult? Result { get; set; }

    /// <summary>Whether the person stopped it, which is no failure.</summary>
    public bool WasStopped { get; set; }

    /// <summary>Why there is no result; null where nothing went wrong.</summary>
    public string? Error { get; set; }
}
