using System.Runtime.InteropServices;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Routing.Strategies;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments;

/// <summary>The question the lab was made for: which topology gets a message to one user among many, and what does each cost?</summary>
public sealed class RoutingExperiment : IExperiment
{
    private const int SweepMessages = 400;
    private static readonly int[] s_sweep = [1, 2, 5, 10, 20];

    /// <inheritdoc/>
    public string Name => "routing";

    /// <inheritdoc/>
    public string Title => "One user among a million";

    /// <inheritdoc/>
    public string Question => "How does a message reach the one worker that its user is connected to, and what does each way cost?";

    /// <inheritdoc/>
    public string WatchFor => "Deliveries per useful message: 1 is calm. With nacks it grows with the workers: (W+1)/2 in turn, W at random.";

    /// <inheritdoc/>
    public string Rule =>
        "A nacked message goes to any subscriber of the subscription; a filtered-out message is acknowledged by the service, not delivered, and " +
        "billed (Pub/Sub docs, Filter messages); 10,000 topics and 10,000 subscriptions a project (Quotas and limits).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 60,
        Prediction = Prediction.OfRule(
            "A million users, and a filtered subscription for each on one topic. What stops you first on Pub/Sub?", 1,
            "Nothing: filters are free", "10,000 subscriptions a topic", "A filter's length of 256 bytes"),
        Captions =
        [
            Caption.AtStep(1, "One way after another gets the same messages."),
            Caption.AtStep(4, "Watch deliveries per useful message: 1 is calm."),
        ],
        Card = static result => new Card(
            "Route by where the user is, instead of nacking.",
            $"{result.ValueOf("nack: deliveries per useful message") ?? result.ValueOf("nack: deliveries per useful message (computed)"):0.0} deliveries a message with nacks",
            [
                .. result.Figures.Where(f => f.Name.Contains(": deliveries per useful message", StringComparison.Ordinal))
                    .OrderByDescending(f => f.Value).Take(6).Select(f => new CardBar(f.Name.Split(':')[0], f.Value, $"{f.Value:0.0}")),
            ]),
        Variations = [new Variation("40 workers", new RunSettings { Workers = 40 })],
    };

    /// <inheritdoc/>
    public bool NeedsRealTime(BackendComparison? backends) => true;

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var options = OptionsOf(context);
        options.Check(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var capabilities = await context.Transport.GetCapabilitiesAsync(cancellation);
        CheckLimits(options, capabilities, context);
        var crowd = new RoutingCrowd(options);
        var runs = RunsOf(options, crowd, context, capabilities);
        if (runs.Count == 0)
        {
            return ExperimentResult.NotPossible(
                Name, $"This backend ({context.Transport.Description}) ignores filters, and every chosen strategy needs them. Run it on the embedded backend or on Google Cloud.");
        }

        var report = await MeasureAsync(options, runs, context, cancellation);
        return ToResult(report, options);
    }

    private static RoutingOptions OptionsOf(ExperimentContext context)
    {
        var options = context.Routing ?? new RoutingOptions();
        return options with
        {
            Messages = context.Messages ?? options.Messages,
            Scale = options.Scale with { Workers = context.Workers ?? options.Scale.Workers },
        };
    }

    private static void CheckLimits(RoutingOptions options, TransportCapabilities capabilities, ExperimentContext context)
    {
        foreach (var strategy in options.Chosen)
        {
            foreach (var refusal in strategy.LayoutFor(options.Scale).Refusals)
            {
                if (capabilities.RealProject)
                {
                    throw new LabException($"{strategy.Name} cannot run here: {refusal} Ask for less, leave it out with --strategy, or run it on the embedded backend.");
                }

                context.Say($"{strategy.Name}: {refusal} Here the limit is lifted.");
            }
        }
    }

    private static List<RoutingRun> RunsOf(RoutingOptions options, RoutingCrowd crowd, ExperimentContext context, TransportCapabilities capabilities)
    {
        var runs = new List<RoutingRun>();
        foreach (var strategy in options.Chosen)
        {
            if (!capabilities.Filters && strategy.ListenFor(crowd.Users[0], crowd.Instances[0], options.Scale).Filter is not null)
            {
                context.Say($"{strategy.Name}: left out, because this backend ignores filters.");
                continue;
            }

            var run = new RoutingRun(strategy, options, crowd, context.Transport, context.Journal.Time, context.Say);
            if (run.Pulls && !run.IsTooBig && (options.Churn > 0 || options.MaxAttempts is not null || options.RetryMin is not null))
            {
                throw new LabException(
                    $"{strategy.Name} needs {run.Pairs.Count:N0} streams at this size and is pulled instead of streamed; --churn, --retry-min and --max-attempts need streams, at most {RoutingOptions.MostStreams:N0}. Ask for fewer users, or leave them out.");
            }

            runs.Add(run);
        }

        return runs;
    }

    private static async Task<RoutingReport> MeasureAsync(RoutingOptions options, List<RoutingRun> runs, ExperimentContext context, CancellationToken cancellation)
    {
        var measurements = new List<RoutingMeasurement>();
        var wantsCurve = options.Churn == 0 && runs.Exists(r => r.Strategy is NackStrategy || r.IsTooBig);
        var points = wantsCurve ? await SweepAsync(options, context, cancellation) : [];
        foreach (var run in runs.TakeWhile(_ => !cancellation.IsCancellationRequested))
        {
            if (!run.IsTooBig)
            {
                measurements.Add(await run.RunAsync(cancellation));
            }
            else if (points.Count > 1)
            {
                measurements.Add(Compute(run, options, points, context));
            }
        }

        return new RoutingReport
        {
            Command = options.Command,
            Backend = context.Transport.Description,
            Dispatch = options.Dispatch ?? "not known",
            Machine = $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, .NET {Environment.Version}",
            MeasuredAt = context.Journal.Time.GetUtcNow(),
            Scale = options.Scale with { Topics = options.Scale.Levels.Topics, Subs = options.Scale.Levels.Subs },
            Rate = options.Rate,
            RetryMinSeconds = options.RetryMin?.TotalSeconds,
            MaxAttempts = options.MaxAttempts,
            Churn = options.Churn,
            MessagesPerMonth = options.MessagesPerMonth,
            MessageBytes = options.MessageBytes,
            PriceAssumptions = RoutingPrice.Assumptions(options.MessagesPerMonth, options.MessageBytes),
            Measurements = measurements,
            NackCurve = points,
            Verdict = RoutingVerdict.Of(measurements, options.Churn > 0),
            Stopped = cancellation.IsCancellationRequested,
        };
    }

    /// <summary>Measures deliveries over workers in small runs.</summary>
    private static async Task<List<NackPoint>> SweepAsync(RoutingOptions options, ExperimentContext context, CancellationToken cancellation)
    {
        context.Say($"nack: deliveries over workers, {SweepMessages} messages each at {string.Join(", ", s_sweep)} workers.");
        var points = new List<NackPoint>();
        foreach (var workers in s_sweep.TakeWhile(_ => !cancellation.IsCancellationRequested))
        {
            var small = options with
            {
                Scale = new RoutingScale { Users = Math.Max(workers, 20), Workers = workers },
                Messages = SweepMessages,
                Rate = 0,
                MaxAttempts = null,
                RetryMin = null,
            };
            var m = await new RoutingRun(new NackStrategy(), small, new RoutingCrowd(small), context.Transport, context.Journal.Time, _ => { }).RunAsync(cancellation);
            if (m is { Useful: > 0, Stopped: false })
            {
                points.Add(new NackPoint(workers, m.Useful, m.DeliveriesPerUseful, m.TheoryAtRandom, m.TheoryInTurn, m.ErrorAtRandom, m.ErrorInTurn));
            }
        }

        return points;
    }

    private static RoutingMeasurement Compute(RoutingRun run, RoutingOptions options, List<NackPoint> points, ExperimentContext context)
    {
        var (offset, slope) = NackPoint.Fit(points);
        var perUseful = offset + (slope * run.Expected);
        context.Say($"{run.Strategy.Name}: about {run.Expected * options.MessagesInForce:N0} deliveries are too many to run; computed from the measured curve, {offset:0.00} + {slope:0.00} x workers.");
        return RoutingEstimate.Of(run.Strategy, options, run.Layout, run.Pairs.WorkersBehindMessages(), perUseful, 1);
    }

    private ExperimentResult ToResult(RoutingReport report, RoutingOptions options)
    {
        var expectations = new List<Expectation>();
        foreach (var m in report.Measurements.Where(m => m.IsMeasured))
        {
            expectations.AddRange(options.Churn > 0 ? Kept(m) : [.. Kept(m), .. Arrived(m), .. Followed(m, options)]);
        }

        if (report.Stopped)
        {
            expectations.Add(new Expectation("run to its end", "yes", "stopped", false));
        }

        return ExperimentResult.From(Name, report.Verdict, expectations, [.. report.Measurements.SelectMany(FiguresOf)]) with { Routing = report };
    }

    private static IEnumerable<Expectation> Kept(RoutingMeasurement m)
    {
        yield return new Expectation($"{m.Strategy}: lost", "0", $"{m.Lost}", m.Lost == 0);
    }

    private static IEnumerable<Expectation> Arrived(RoutingMeasurement m)
    {
        var due = m.Published - m.DeadLettered;
        yield return new Expectation($"{m.Strategy}: reached their user", $"{due:N0}", $"{m.Useful:N0}", m.Useful == due && m.Published == m.Messages);
        yield return new Expectation($"{m.Strategy}: wrongly delivered", "0", $"{m.WronglyDelivered}", m.WronglyDelivered == 0);
    }

    private static IEnumerable<Expectation> Followed(RoutingMeasurement m, RoutingOptions options)
    {
        if (m.Useful == 0 || m.Stopped)
        {
            yield break;
        }

        var random = $"{m.TheoryAtRandom:0.00} ± {3 * m.ErrorAtRandom:0.00} at random";
        var turn = $"{m.TheoryInTurn:0.00} ± {3 * m.ErrorInTurn:0.00} in turn";
        var known = m.How == "streams" ? options.Dispatch : null;
        var dealingMatters = Math.Abs(m.TheoryAtRandom - m.TheoryInTurn) > 1e-9;
        if (dealingMatters && options.Dispatch is null)
        {
            // Nothing says how this backend deals, and Google's emulator deals unevenly: the curves are there to compare with.
            yield return new Expectation(
                $"{m.Strategy}: deliveries per useful message", "more than 1", $"{m.DeliveriesPerUseful:0.00}; dealt evenly: {random}, {turn}", m.DeliveriesPerUseful > 1);
            yield break;
        }

        var expected = !dealingMatters ? $"{m.TheoryAtRandom:0.00}" : known switch { "random" => random, "in turn" => turn, _ => $"{random}, or {turn}" };
        var met = m.Curve == "both" || (known is null ? m.Curve != "neither" : m.Curve == known);
        yield return new Expectation($"{m.Strategy}: deliveries per useful message", expected, $"{m.DeliveriesPerUseful:0.00} ({m.Curve})", met);
    }

    private static IEnumerable<Figure> FiguresOf(RoutingMeasurement m)
    {
        var note = m.IsMeasured ? "" : " (computed)";
        yield return new Figure($"{m.Strategy}: deliveries per useful message{note}", m.DeliveriesPerUseful);
        yield return new Figure($"{m.Strategy}: price a month{note}", m.DollarsPerMonth, "USD");
        if (m.IsMeasured)
        {
            yield return new Figure($"{m.Strategy}: nacks", m.Nacks);
            yield return new Figure($"{m.Strategy}: latency p50", m.LatencyP50, "ms");
            yield return new Figure($"{m.Strategy}: latency p99", m.LatencyP99, "ms");
        }
    }
}
