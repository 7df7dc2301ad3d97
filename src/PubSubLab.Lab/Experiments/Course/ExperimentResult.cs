using System.Globalization;
using System.Text.Json.Serialization;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Experiments;

/// <summary>An experiment's result.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Outcome">Whether what was expected was observed.</param>
/// <param name="Answer">The answer to the question, in one or two sentences, with the figures that carry it.</param>
public sealed record ExperimentResult(string Experiment, ExperimentOutcome Outcome, string Answer)
{
    /// <summary>An expectation beside the observation.</summary>
    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>The figures behind the answer.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>The comparison that the run made; null where it compares nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResultTable? Table { get; init; }

    /// <summary>All that the experiment <c>routing</c> found out; null for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RoutingReport? Routing { get; init; }

    /// <summary>The expectations that a person reads. The routing experiment answers in a table, and of its expectations those not met are left.</summary>
    [JsonIgnore]
    public IReadOnlyList<Expectation> ShownExpectations => Routing is null ? Expectations : [.. Expectations.Where(e => !e.Met)];

    /// <summary>Changes by a person during the run, in order; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SteeringChange>? Changes { get; init; }

    /// <summary>The value of a figure; null where there is none of that name.</summary>
    public double? ValueOf(string figure) => Figures.FirstOrDefault(f => f.Name == figure)?.Value;

    /// <summary>A card's bar for a figure.</summary>
    /// <param name="label">The bar's label.</param>
    /// <param name="figure">The figure's name. A missing one has no length and no number.</param>
    /// <param name="format">The value's number format.</param>
    /// <param name="unit">The words after it; empty for none.</param>
    public CardBar Bar(string label, string figure, string format, string unit = "")
    {
        var value = ValueOf(figure);
        return new CardBar(label, value ?? 0, value?.ToString(format, CultureInfo.CurrentCulture) + (unit.Length > 0 ? " " + unit : ""));
    }

    /// <summary>The outcome that follows from expectations: it holds when every one is met.</summary>
    public static ExperimentResult From(string experiment, string answer, IReadOnlyList<Expectation> expectations, IReadOnlyList<Figure> figures) =>
        new(experiment, expectations.All(e => e.Met) ? ExperimentOutcome.Holds : ExperimentOutcome.DoesNotHold, answer)
        {
            Expectations = expectations,
            Figures = figures,
        };

    /// <summary>The result of a run that a person changed: what it did not meet was expected of the run as it is written, and says nothing against the rule.</summary>
    public ExperimentResult ChangedBy(IReadOnlyList<SteeringChange> changes) => changes.Count == 0 ? this : this with
    {
        Changes = changes,
        Outcome = Outcome == ExperimentOutcome.DoesNotHold ? ExperimentOutcome.Changed : Outcome,
    };

    /// <summary>This backend lacks what the experiment needs.</summary>
    public static ExperimentResult NotPossible(string experiment, string why) => new(experiment, ExperimentOutcome.NotPossible, why);
}

/// <summary>An experiment's outcome.</summary>
public enum ExperimentOutcome
{
    /// <summary>Everything expected was observed.</summary>
    Holds,

    /// <summary>Something expected was not observed.</summary>
    DoesNotHold,

    /// <summary>The backend lacks something that the experiment needs.</summary>
    NotPossible,

    /// <summary>A person changed the run, and it did not show what was expected of it as it is written.</summary>
    Changed,
}

/// <summary>One thing that was expected.</summary>
/// <param name="What">The subject.</param>
/// <param name="Expected">The value by theory or documentation.</param>
/// <param name="Observed">The value in the journal.</param>
/// <param name="Met">Whether they agree.</param>
public sealed record Expectation(string What, string Expected, string Observed, bool Met)
{
    /// <summary>The messages that it is about; null for none.</summary>
    [JsonIgnore]
    public string? Detail { get; init; }

    /// <summary>Why it is not met, in a sentence; null where it is met.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason => Met ? null : $"{What}: expected {Expected}, observed {Observed}{(Detail is { } detail ? $" ({detail})" : "")}.";
}

/// <summary>One measured figure.</summary>
/// <param name="Name">A label.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Its unit; empty for a plain number.</param>
public sealed record Figure(string Name, double Value, string Unit = "");
