using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Workers;
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

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="handlers">The handlers that its workers can have; null for the lab's own.</param>
    /// <exception cref="LabException">It cannot be read, or something in it is wrong: file, line and field are said.</exception>
    public static FileExperiment Read(string path, HandlerCatalog? handlers = null)
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

        return Parse(text, Path.GetFileName(path), handlers);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The file's name in error messages.</param>
    /// <param name="handlers">The handlers that its workers can have; null for the lab's own.</param>
    /// <exception cref="LabException">Something in it is wrong.</exception>
    public static FileExperiment Parse(string text, string file, HandlerCatalog? handlers = null) =>
        new(PlanReader.Read(text, file, handlers?.Names));

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        if (await WhyNotAsync(context, cancellation) is { } reason)
        {
            return ExperimentResult.NotPossible(Name, reason);
        }

        var handlers = context.HandlerOptions with
        {
            SlowFor = _plan.SlowFor ?? context.HandlerOptions.SlowFor,
            FailedAttempts = _plan.FailedAttempts ?? context.HandlerOptions.FailedAttempts,
        };
        await using var scene = await context.OpenAsync("file", _plan.Subscriptions, handlers, cancellation);
        var workers = new List<Worker>();
        foreach (var (spec, count) in _plan.Workers)
        {
            for (var i = 0; i < count; i++)
            {
                workers.Add(await scene.SpawnAsync(spec, cancellation));
            }
        }

        context.Say($"{_plan.Subscriptions.Count} subscriptions, {workers.Count} workers; traffic begins.");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var faults = Task.WhenAll(_plan.Faults.Select(f => FaultAsync(context, scene, workers, f, over.Token)));
        try
        {
            await Task.WhenAll(_plan.Traffic.Select(order => scene.Publisher.PublishAsync(order, null, cancellation)));
            var calm = await CalmAsync(context, scene, cancellation);
            context.Say(calm ? $"Nothing has happened for {Durations.Format(_plan.Quiet)}: it has ended." : $"{Durations.Format(_plan.Within)} are over.");
        }
        finally
        {
            // On one thread too: CancelAsync would leave it.
#pragma warning disable CA1849, MA0042
            over.Cancel();
#pragma warning restore CA1849, MA0042
            await faults.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            context.Faults?.Clear();
        }

        return Judge(scene);
    }

    private async Task<string?> WhyNotAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var can = await context.Transport.GetCapabilitiesAsync(cancellation);
        return (can, _plan) switch
        {
            ({ Filters: false }, _) when _plan.Subscriptions.Any(s => s.Filter is not null) => $"{context.Transport.Description} ignores filters; the embedded emulator honours them.",
            ({ Ordering: false }, _) when _plan.Subscriptions.Any(s => s.Ordering) => $"{context.Transport.Description} has no ordering.",
            ({ DeadLetter: false }, _) when _plan.Subscriptions.Any(s => s.DeadLetterTopic is not null) => $"{context.Transport.Description} has no dead-letter topics.",
            ({ ExactlyOnce: false }, _) when _plan.Subscriptions.Any(s => s.ExactlyOnce) => $"{context.Transport.Description} has no exactly-once delivery.",
            _ when context.Faults is null && _plan.Faults.Any(f => f.Kind != PlannedFaultKind.Kill) => $"{context.Transport.Description} cannot be made to fail; the embedded emulator can.",
            _ => null,
        };
    }

    private static async Task FaultAsync(ExperimentContext context, Scene scene, List<Worker> workers, PlannedFault fault, CancellationToken cancellation)
    {
        if (fault.At > TimeSpan.Zero)
        {
            await Task.Delay(fault.At, context.Journal.Time, cancellation);
        }

        context.Say(Apply(fault, context.Faults, scene, workers));
    }

    private static string Apply(PlannedFault fault, IFaultControl? faults, Scene scene, List<Worker> workers)
    {
        switch (fault.Kind)
        {
            case PlannedFaultKind.Kill when fault.Count > workers.Count:
                return $"There is no worker {fault.Count} to kill; there are {workers.Count}.";
            case PlannedFaultKind.Kill:
                workers[fault.Count - 1].Kill();
                return $"{workers[fault.Count - 1].Name} is killed.";
            case PlannedFaultKind.LoseAcks:
                faults!.DropAcks(fault.Count);
                return fault.Count == 1 ? "The next ack is lost." : $"The next {fault.Count} acks are lost.";
            case PlannedFaultKind.Duplicate:
                faults!.Duplicate(fault.Count);
                return fault.Count == 1 ? "The next delivery arrives twice." : $"The next {fault.Count} deliveries arrive twice.";
            case PlannedFaultKind.Delay:
                faults!.Delay(fault.Time);
                return $"Responses wait {Durations.Format(fault.Time)}.";
            case PlannedFaultKind.BreakStreams:
                return $"{faults!.BreakStreams(scene.NameOf(fault.Target))} streams of {fault.Target} are broken off.";
            default:
                faults!.FailCalls(fault.Target, fault.Count);
                return fault.Count == 1 ? $"The next call of {fault.Target} fails." : $"The next {fault.Count} calls of {fault.Target} fail.";
        }
    }

    private async Task<bool> CalmAsync(ExperimentContext context, Scene scene, CancellationToken cancellation)
    {
        var end = context.Journal.Now + _plan.Within;
        while (context.Journal.Now < end)
        {
            if (await scene.HappensAsync(_plan.Quiet, cancellation))
            {
                continue;
            }

            var stories = scene.Facts.ReadStories();
            if (SubscriptionCount.Of("deliveries", stories, null) <= SubscriptionCount.Of("acked", stories, null)
                + SubscriptionCount.Of("nacked", stories, null) + SubscriptionCount.Of("expired", stories, null))
            {
                return true;
            }
        }

        return false;
    }

    private ExperimentResult Judge(Scene scene)
    {
        var stories = scene.Facts.ReadStories();
        var expectations = _plan.Expectations.Select(e =>
        {
            var value = SubscriptionCount.Of(e.What, stories, e.Subscription is { } s ? scene.NameOf(s) : null);
            return new Expectation($"{e.What}{(e.Subscription is { } on ? $" on {on}" : "")}", e.Range.Text, $"{value:N0}", e.Range.Holds(value));
        }).ToList();
        var met = expectations.Count(e => e.Met);
        return ExperimentResult.From(
            Name, $"{met} of {expectations.Count} expectations hold, over {scene.Facts.Published:N0} messages.", expectations, [new Figure("published", scene.Facts.Published), new Figure("acknowledged", scene.Facts.Acked)]);
    }
}
