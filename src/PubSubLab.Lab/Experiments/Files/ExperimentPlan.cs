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

    /// <summary>The time limit of traffic and work. Default: 60 s.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time without an event after which it has ended. Default: 2 s.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The run's topic, for applications that know its name: everything else then has the names of the file. Null for names of the run's own.</summary>
    public string? Topic { get; init; }

    /// <summary>The file's folder, where commands start.</summary>
    public string Folder { get; init; } = ".";

    public IReadOnlyList<PlannedSubscription> Subscriptions { get; init; } = [];

    public IReadOnlyList<PlannedWorkers> Workers { get; init; } = [];

    public IReadOnlyList<PlannedTraffic> Traffic { get; init; } = [];

    public IReadOnlyList<PlannedFault> Faults { get; init; } = [];

    public IReadOnlyList<PlannedExpectation> Expectations { get; init; } = [];

    /// <summary>The workers one by one, in the order of their numbers from 1.</summary>
    public IReadOnlyList<PlannedWorkers> EachWorker => [.. Workers.SelectMany(w => Enumerable.Repeat(w, w.Count))];

    /// <summary>Whether programs of their own take part.</summary>
    public bool HasApplications => Workers.Any(w => w.Application is not null);
}

/// <summary>A subscription, and its endpoint where the broker pushes.</summary>
/// <param name="Spec">The subscription.</param>
/// <param name="Push">The endpoint; null for a subscription that workers pull from.</param>
internal sealed record PlannedSubscription(SubscriptionSpec Spec, PlannedPush? Push);

/// <summary>A push endpoint.</summary>
/// <param name="Takes">The time that an answer takes.</param>
/// <param name="Fails">Number of attempts of each message that it answers with <paramref name="Status"/>.</param>
/// <param name="Status">The HTTP status of a failure.</param>
internal sealed record PlannedPush(TimeSpan Takes, int Fails, int Status);

/// <summary>Workers that are alike.</summary>
/// <param name="Spec">Each of them.</param>
/// <param name="Count">Their number.</param>
/// <param name="Application">The program that each of them is; null for workers of the lab.</param>
internal sealed record PlannedWorkers(WorkerSpec Spec, int Count, PlannedApplication? Application = null);

/// <summary>A program in any language.</summary>
/// <param name="Command">The line of the shell that starts it; null where a person starts it.</param>
/// <param name="Connects">Time limit until it opens a stream; zero to begin without that.</param>
internal sealed record PlannedApplication(string? Command, TimeSpan Connects);

/// <summary>Something that happens at a moment after the traffic began.</summary>
/// <param name="At">The moment.</param>
/// <param name="Kind">The kind.</param>
internal sealed record PlannedFault(TimeSpan At, PlannedFaultKind Kind)
{
    /// <summary>The number of acknowledgements, deliveries or calls; for a worker its number from 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>A duration, or the moment that a seek goes to.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>The subscription, or the method that fails.</summary>
    public string Target { get; init; } = "";

    /// <summary>The snapshot; empty for none.</summary>
    public string Snapshot { get; init; } = "";

    /// <summary>Whether it hurts, so that nothing is shown where it comes after the end.</summary>
    public bool IsHurt => Kind is not (PlannedFaultKind.Restart or PlannedFaultKind.Seek or PlannedFaultKind.Snapshot);

    /// <summary>Whether the broker has to be made to fail.</summary>
    public bool NeedsBroker => Kind is PlannedFaultKind.LoseAcks or PlannedFaultKind.Duplicate or PlannedFaultKind.Delay or PlannedFaultKind.BreakStreams or PlannedFaultKind.FailCalls or PlannedFaultKind.RestartBroker;

    /// <summary>The fault in the file's own words.</summary>
    public string Label => $"{Kind switch
    {
        PlannedFaultKind.Kill => $"kill of worker {Count}",
        PlannedFaultKind.Stop => $"stop of worker {Count}",
        PlannedFaultKind.Restart => $"restart of worker {Count}",
        PlannedFaultKind.LoseAcks => $"loseAcks: {Count}",
        PlannedFaultKind.Duplicate => $"duplicate: {Count}",
        PlannedFaultKind.Delay => $"delay: {Durations.Format(Time)}",
        PlannedFaultKind.BreakStreams => $"breakStreams: {Target}",
        PlannedFaultKind.FailCalls => $"failCalls: {Target}, {Count}",
        PlannedFaultKind.RestartBroker => $"restartBroker: {Durations.Format(Time)}",
        PlannedFaultKind.Snapshot => $"snapshot: {Snapshot}",
        _ => $"seek: {Target}",
    }} at {Durations.Format(At)}";
}

/// <summary>The kinds of faults.</summary>
internal enum PlannedFaultKind
{
    Kill,
    Stop,
    Restart,
    LoseAcks,
    Duplicate,
    Delay,
    BreakStreams,
    FailCalls,
    RestartBroker,
    Snapshot,
    Seek,
}

/// <summary>A value and its range.</summary>
/// <param name="Subscription">The subscription; null for all.</param>
/// <param name="Worker">The worker's number from 1; null for all.</param>
/// <param name="At">The moment; null for the end.</param>
/// <param name="What">The measure.</param>
/// <param name="Range">The expected range.</param>
internal sealed record PlannedExpectation(string? Subscription, int? Worker, TimeSpan? At, Measure What, CountRange Range)
{
    /// <summary>The expectation's subject.</summary>
    public string Label => $"{What.Name}{(Worker is { } worker ? $" of worker {worker}" : Subscription is { } on ? $" on {on}" : "")}{(At is { } at ? $" at {Durations.Format(at)}" : "")}";
}

/// <summary>A question before the run.</summary>
/// <param name="Question">The set-up and the question.</param>
/// <param name="Answers">Two to four answers.</param>
/// <param name="Correct">Place of the right one, from 0.</param>
internal sealed record PlannedPrediction(string Question, IReadOnlyList<string> Answers, int Correct);
