namespace PubSubLab.Lab.Experiments;

/// <summary>The course's data on a question: to predict, to watch, to explain. It needs no screen.</summary>
public sealed record Lesson
{
    /// <summary>Place in the course, low first: the order in which one understands Pub/Sub.</summary>
    public required int Order { get; init; }

    /// <summary>The prediction; null for an experiment of a person's own that asks none.</summary>
    public required Prediction? Prediction { get; init; }

    /// <summary>The two or three moments to watch, in their order.</summary>
    public required IReadOnlyList<Caption> Captions { get; init; }

    /// <summary>Makes the card of a result.</summary>
    public required Func<ExperimentResult, Card> Card { get; init; }

    /// <summary>Parameters of the run that the prediction is about. Default: the experiment's own.</summary>
    public RunSettings Settings { get; init; } = new();

    /// <summary>Changes worth a second run. Default: none.</summary>
    public IReadOnlyList<Variation> Variations { get; init; } = [];
}
