using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Shared;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>An experiment that a person wrote down in YAML: topology, workers, traffic, faults, and what is expected.</summary>
public sealed class FileExperiment : IExperiment
{
    private readonly ExperimentPlan _plan;

    private FileExperiment(ExperimentPlan plan)
    {
        _plan = plan;
        Lesson = new Lesson
        {
            Order = int.MaxValue,
            Prediction = plan.Prediction is { } p ? Prediction.OfRule(p.Question, p.Correct, p.Answers) : null,
            Captions = [],
            Card = static result => new Card(
                result.Answer, $"{result.Expectations.Count(e => e.Met)} of {result.Expectations.Count} hold",
                [
                    new CardBar("expected", result.Expectations.Count, $"{result.Expectations.Count}"), new CardBar("observed", result.Expectations.Count(e => e.Met), $"{result.Expectations.Count(e => e.Met)}"),
                ]),
        };
    }

    /// <inheritdoc/>
    public string Name => _plan.Name;

    /// <inheritdoc/>
    public string Title => _plan.Question;

    /// <inheritdoc/>
    public string Question => _plan.Question;

    /// <inheritdoc/>
    public string WatchFor => _plan.WatchFor;

    /// <inheritdoc/>
    public string Rule => "From a file: what it expects is its writer's.";

    /// <inheritdoc/>
    public Lesson Lesson { get; }

    /// <inheritdoc/>
    public bool NeedsRealTime(BackendComparison? backends) => _plan.HasApplications;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="filters">Checks the filters; null to leave that to the broker.</param>
    /// <param name="handlers">The handlers that its workers can have; null for the lab's own.</param>
    /// <exception cref="LabException">It cannot be read, or something in it is wrong: file, line and field are said.</exception>
    public static FileExperiment Read(string path, IFilterChecker? filters = null, HandlerCatalog? handlers = null)
    {
        string text;
        try
        {
            text = GuardedYaml.ReadFile(path);
        }
        catch (GuardedYamlException e)
        {
            throw PlanReader.Wrong(path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"The experiment '{path}' cannot be read: {e.Message}", e);
        }

        return new(PlanReader.Read(text, Path.GetFileName(path), filters, handlers?.Names) with { Folder = Path.GetDirectoryName(Path.GetFullPath(path))! });
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The file's name in error messages.</param>
    /// <param name="filters">Checks the filters; null to leave that to the broker.</param>
    /// <param name="handlers">The handlers that its workers can have; null for the lab's own.</param>
    /// <exception cref="LabException">Something in it is wrong.</exception>
    public static FileExperiment Parse(string text, string file, IFilterChecker? filters = null, HandlerCatalog? handlers = null) =>
        new(PlanReader.Read(text, file, filters, handlers?.Names));

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var can = await context.Transport.GetCapabilitiesAsync(cancellation);
        if (WhyNot(context, can) is { } reason)
        {
            return ExperimentResult.NotPossible(Name, reason);
        }

        await using var run = await PlanRun.OpenAsync(_plan, context, can.BrokerEvents, cancellation);
        await run.PlayAsync(cancellation);
        return PlanVerdict.Of(_plan, run);
    }

    // A measure that the backend cannot tell would make the run green or red for no reason.
    private string? WhyNot(ExperimentContext context, TransportCapabilities can)
    {
        var (broker, specs) = (context.Transport.Description, _plan.Subscriptions.Select(s => s.Spec).ToList());
        if (!can.BrokerEvents && (_plan.Expectations.FirstOrDefault(e => e.What.ToldByBroker) ?? _plan.Expectations.FirstOrDefault(e => IsOfDeadLetters(e, specs))) is { } hidden)
        {
            return $"{broker} does not tell '{hidden.Label}'; the embedded emulator does.";
        }

        return (can, context) switch
        {
            (_, { Ports.Programs: null }) when _plan.HasApplications => $"{broker} does not start or watch other programs; 'pubsublab experiment' on the embedded emulator does.",
            (_, { Watched: true }) when _plan.Topic is not null => "fixed names need a broker of the run's own; 'pubsublab experiment' has one, and without 'topic' the file runs here.",
            ({ Filters: false }, _) when specs.Any(s => s.Filter is not null) => $"{broker} ignores filters; the embedded emulator honours them.",
            ({ Ordering: false }, _) when specs.Any(s => s.Ordering) => $"{broker} has no ordering.",
            ({ DeadLetter: false }, _) when specs.Any(s => s.DeadLetterTopic is not null) => $"{broker} has no dead-letter topics.",
            ({ ExactlyOnce: false }, _) when specs.Any(s => s.ExactlyOnce) => $"{broker} has no exactly-once delivery.",
            ({ DelayedRetry: false }, _) when specs.Any(s => s.MinimumBackoff is not null) => $"{broker} has no retry policy.",
            ({ Push: false }, _) or (_, { Ports.Push: null }) when _plan.Subscriptions.Any(s => s.Push is not null) => $"{broker} does not reach an endpoint in this process; the embedded emulator does.",
            _ when (!can.Replay || context.Transport is not IReplay) && _plan.Faults.Any(f => f.Kind is PlannedFaultKind.Seek or PlannedFaultKind.Snapshot) => $"{broker} has neither seek nor snapshots.",
            (_, { Ports.Faults: null }) when _plan.Faults.Any(f => f.NeedsBroker) => $"{broker} cannot be made to fail; the embedded emulator can.",
            (_, { Watched: true, Ports.Faults: { } faults }) when _plan.Faults.Any(f => f.NeedsBroker) && faults.Read() is var on && on != FaultState.None =>
                $"faults are switched on already ({on.Label}), and the end of the run would clear them; clear them first.",
            _ => null,
        };
    }

    // Which messages reach a dead-letter topic, only the broker knows.
    private static bool IsOfDeadLetters(PlannedExpectation expected, List<SubscriptionSpec> specs) =>
        expected.What.Name is "published" or "lost" or "waiting"
        && specs.Any(s => s.Name == expected.Subscription && (s.DeadLetterTopic is not null || specs.Any(o => o.DeadLetterTopic == s.Topic)));
}
