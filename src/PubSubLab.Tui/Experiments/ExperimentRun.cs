using PubSubLab.Lab.Experiments;

namespace PubSubLab.Tui.Experiments;

/// <summary>One run of an experiment, as the screen tells it.</summary>
internal sealed class ExperimentRun(IExperiment experiment, TimeSpan startedAt, int? said = null, string? variation = null)
{
    public IExperiment Experiment => experiment;

    public TimeSpan StartedAt => startedAt;

    /// <summary>The change that this run shows; null for the run that the question is about.</summary>
    public string? Variation => variation;

    /// <summary>The captions that have appeared, and counts.</summary>
    public CaptionWatch Captions { get; } = new(experiment.Lesson.Captions);

    /// <summary>Whether the broker was there all the time.</summary>
    public BrokerLoss Loss { get; } = new();

    /// <summary>When it ended, on the journal's clock; null while it runs.</summary>
    public TimeSpan? EndedAt { get; set; }

    /// <summary>Its messages with their times.</summary>
    public List<(TimeSpan At, string Line)> Steps { get; } = [];

    public ExperimentResult? Result { get; set; }

    /// <summary>Whether the person stopped it, which is no failure.</summary>
    public bool WasStopped { get; set; }

    /// <summary>Why there is no result; null where nothing went wrong.</summary>
    public string? Error { get; set; }

    /// <summary>The predicted answer; null where none was given.</summary>
    public string? SaidText => said is { } at ? experiment.Lesson.Prediction?.Answers[at] : null;

    /// <summary>The answer that the result confirms; null where it confirms none.</summary>
    public string? RightText => Result is { } result && variation is null && experiment.Lesson.Prediction is { } prediction && prediction.Right(result) is { } at ? prediction.Answers[at] : null;

    /// <summary>Whether the result is of the kind that a card shows.</summary>
    public bool HasCard => Result is { Outcome: not ExperimentOutcome.NotPossible } && !IsSpoilt;

    /// <summary>Whether it decides nothing, because the broker went away during it.</summary>
    public bool IsSpoilt => Loss.Happened && Result?.Outcome is ExperimentOutcome.DoesNotHold or ExperimentOutcome.Changed;
}
