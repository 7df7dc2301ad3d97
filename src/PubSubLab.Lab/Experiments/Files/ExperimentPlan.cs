using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>An experiment as a person wrote it down.</summary>
internal sealed record ExperimentPlan
{
    public required string Name { get; init; }

    public required string Question { get; init; }

    public string WatchFor { get; init; } = "What the expectations name.";

    /// <summary>A question before the run; null for none.</summary>
    public PlannedPrediction? Prediction { get; init; }

    /// <summary>Duration of the slow handler; null for the lab's setting.</summary>
    public TimeSpan? SlowFor { get; init; }

    /// <summary>Failed attempts of the flaky handler; null for 1.</summary>
    public int? FailedAttempts { get; init; }

    /// <summary>The most it may take. Default: 60 s.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>It has ended when nothing happened for so long. Default: 2 s.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    public IReadOnlyList<SubscriptionSpec> Subscriptions { get; init; } = [];

    public IReadOnlyList<(WorkerSpec Spec, int Count)> Workers { get; init; } = [];

    public IReadOnlyList<PublishOrder> Traffic { get; init; } = [];

    public IReadOnlyList<PlannedFault> Faults { get; init; } = [];

    public IReadOnlyList<PlannedExpectation> Expectations { get; init; } = [];
}

/// <summary>Something that goes wrong at a moment after the traffic began.</summary>
/// <param name="At">The moment.</param>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Count">The number; for a kill the worker, from 1.</param>
/// <param name="Time">The duration of a delay.</param>
/// <param name="Target">The subscription whose streams break, or the method that fails.</param>
internal sealed record PlannedFault(TimeSpan At, PlannedFaultKind Kind, int Count, TimeSpan Time, string Target);

/// <summary>The kinds of faults.</summary>
internal enum PlannedFaultKind
{
    Kill,
    LoseAcks,
    Duplicate,
    Delay,
    BreakStreams,
    FailCalls,
}

/// <summary>A count and what it has to be.</summary>
/// <param name="Subscription">The subscription; null for the whole topic.</param>
/// <param name="What">The count's name in <see cref="SubscriptionCount"/>.</param>
/// <param name="Range">The expected range.</param>
internal sealed record PlannedExpectation(string? Subscription, string What, CountRange Range);

/// <summary>A question before the run.</summary>
/// <param name="Question">The set-up and the question.</param>
/// <param name="Answers">Two to four answers.</param>
/// <param name="Correct">Place of the right one, from 0.</param>
internal sealed record PlannedPrediction(string Question, IReadOnlyList<string> Answers, int Correct);
