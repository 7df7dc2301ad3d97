using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Question 4: the same handlers behind a task queue; what changes, and what happens differently?</summary>
public sealed class MigrationExperiment : IExperiment
{
    private const int FailedAttempts = 2;
    private const int InFlight = 4;
    private static readonly TimeSpan s_longestHandler = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(2);
    private static readonly RetryRule s_retry = new() { Minimum = TimeSpan.FromSeconds(1), Maximum = TimeSpan.FromSeconds(10) };

    /// <inheritdoc/>
    public string Name => "migration";

    /// <inheritdoc/>
    public string Title => "The same handlers in Celery";

    /// <inheritdoc/>
    public string Question => "What has to change to move the handlers to Celery on Pub/Sub, Redis or RabbitMQ, and what behaves differently then?";

    /// <inheritdoc/>
    public string WatchFor => "The killed worker's bars: on each backend they come back after another time, and for another reason.";

    /// <inheritdoc/>
    public string Rule =>
        "Pub/Sub redelivers when the ack deadline passes, also as Celery's broker (Pub/Sub docs, Lease management); Celery on Redis when the visibility timeout passes " +
        "(Celery docs, Using Redis); RabbitMQ when the connection ends (RabbitMQ docs, Consumer acknowledgements).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 160,
        Prediction = Prediction.OfRule(
            "The same work moves from Pub/Sub to Celery on Pub/Sub, Redis or RabbitMQ. What changes in the handlers?", 0,
            "Nothing", "How they acknowledge", "Everything: they become Python"),
        Captions =
        [
            Caption.On(LabEventKind.WorkerKilled, 1, "Killed: each backend notices in its own way."),
            Caption.On(LabEventKind.Nacked, 1, "A failure: the backend decides when it returns."),
        ],
        Card = static result => new Card(
            "The handlers stay; what brings a task back changes.",
            $"{Back(result).Count} backend{(Back(result).Count == 1 ? "" : "s")}: back after {string.Join(", ", Back(result).Select(f => $"{f.Value:0.0} s"))}",
            [.. Back(result).Select(f => new CardBar(f.Name.Split(':')[0], f.Value, $"{f.Value:0.0} s"))]),
        Variations = [new Variation("30 tasks", new RunSettings { Messages = 30 })],
    };

    /// <inheritdoc/>
    public bool NeedsRealTime(BackendComparison? backends) => backends?.Others.Any(offer => offer is { OpenAsync: not null, InVirtualTime: false }) == true;

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var backends = context.Backends ?? new BackendComparison(context.Transport.Description, "as opened", []);
        var outcomes = new List<MigrationOutcome> { await RunOnAsync(context, context.Transport, backends.Name, backends.Configuration, backends.Fleet, cancellation) };
        var missing = new List<string>();
        foreach (var offer in backends.Others)
        {
            if (offer.OpenAsync is null)
            {
                missing.Add($"{offer.Name} (not configured: {offer.Configuration})");
                continue;
            }

            try
            {
                var opened = await offer.OpenAsync(context.Journal, cancellation);
                await using (opened.Owner)
                {
                    outcomes.Add(await RunOnAsync(context, opened.Transport, offer.Name, offer.Configuration, offer.Fleet, cancellation));
                }
            }
            catch (LabException e)
            {
                missing.Add($"{offer.Name} ({e.Message})");
            }
        }

        return Judge(outcomes, missing);
    }

    private static async Task<MigrationOutcome> RunOnAsync(
        ExperimentContext context, ITransport transport, string name, string configuration, IForeignFleet? fleet, CancellationToken cancellation)
    {
        var capabilities = await transport.GetCapabilitiesAsync(cancellation);
        var held = capabilities.Returns.HeldFor(new WorkerSpec().AckDeadline);
        if (held > s_longestWait)
        {
            throw new LabException($"The {capabilities.Returns.Because} is {Durations.Format(held)}, and a run waits for at most {Durations.Format(s_longestWait)}. Set a shorter one.");
        }

        var handler = context.HandlerOptions.SlowFor < s_longestHandler ? context.HandlerOptions.SlowFor : s_longestHandler;
        var here = context.On(transport, name, context.HandlerOptions with { SlowFor = handler, FailedAttempts = FailedAttempts });
        foreach (var note in capabilities.Notes)
        {
            here.Say(note);
        }

        var outcome = new MigrationOutcome(name, configuration, capabilities.Returns.Because) { Handler = handler };
        await KillAsync(here, outcome, held, context.Workers ?? 3, context.Messages ?? 10, cancellation);
        await FailAsync(here, outcome, cancellation);
        var more = new MigrationScenes(here, capabilities, outcome);
        await Task.WhenAll(more.AckEarlyAsync(cancellation), more.WorkLongAsync(cancellation));
        await more.MixAsync(fleet, cancellation);
        return outcome;
    }

    private static async Task KillAsync(ExperimentContext context, MigrationOutcome outcome, TimeSpan waits, int count, int tasks, CancellationToken cancellation)
    {
        await using var scene = await context.OpenAsync("migration", [new SubscriptionSpec("all", "")], null, cancellation);
        var spec = new WorkerSpec { Handler = "slow", MaxInFlight = Math.Max(InFlight, (tasks / 3) + 1) };
        var workers = new List<Worker>();
        for (var i = 0; i < count; i++)
        {
            workers.Add(await scene.SpawnAsync(spec, cancellation));
        }

        context.Say($"{workers.Count} workers, SlowHandler ({Durations.Format(outcome.Handler)} a task), {tasks} tasks.");

        // All of them within half a handler's time, so that every worker has outstanding ones after the last publish.
        var order = new PublishOrder(new TaskDraft { Json = """{"task_id":"{n}"}""" }) { Count = tasks, Every = outcome.Handler / (2 * tasks) };
        await scene.Publisher.PublishAsync(order, null, cancellation);
        await scene.WaitUntilAsync(f => f.Done > 0 || workers.Exists(w => context.Journal.Spans.InHandOf(w.Name).Count > 1), TimeSpan.FromSeconds(10), cancellation);

        var victim = workers.MaxBy(w => context.Journal.Spans.InHandOf(w.Name).Count)!;
        var killedAt = context.Journal.Now;
        victim.Kill();
        var held = scene.Facts.ReadStories().Where(s => s.WasHeldBy(victim.Name)).Select(s => s.Message).ToHashSet();
        context.Say($"{victim.Name} is killed; it held {held.Count}.");

        var limit = waits + (outcome.Handler * tasks) + TimeSpan.FromSeconds(30);
        if (!await scene.WaitUntilAsync(f => f.Published == tasks && f.Missing == 0, limit, cancellation))
        {
            context.Say($"Gave up waiting after {Durations.Format(limit)}: {scene.Facts.Missing} tasks were not done.");
        }

        var stories = scene.Facts.ReadStories();
        outcome.Published = scene.Facts.Published;
        outcome.Lost = outcome.Published - stories.Count(s => s.Acks.Count > 0);
        outcome.DoneTwice = stories.Count(s => s.Acks.Count > 1);
        outcome.Held = held.Count;
        outcome.Back = [.. stories.Where(s => held.Contains(s.Message))
            .Select(s => s.NextAfter(victim.Name)).OfType<StoryStep>().Select(d => d.At - killedAt)];
        outcome.Spread = [.. workers.Select(w => stories.Count(s => s.Deliveries is [var d, ..] && d.Worker == w.Name))];
        var starts = stories.Where(s => s.Deliveries.Count > 0).Select(s => s.Deliveries[0].At).ToList();
        outcome.OutOfOrder = starts.Zip(starts.Skip(1)).Count(pair => pair.Second < pair.First);
    }

    private static async Task FailAsync(ExperimentContext context, MigrationOutcome outcome, CancellationToken cancellation)
    {
        await using var scene = await context.OpenAsync("migration-retry", [s_retry.ApplyTo(new SubscriptionSpec("flaky", ""))], null, cancellation);
        await scene.SpawnAsync(new WorkerSpec { Handler = "flaky" }, cancellation);
        context.Say($"One task that fails {FailedAttempts} times; backoff at least {Durations.Format(s_retry.Minimum)}.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()), null, cancellation);
        await scene.WaitUntilAsync(f => f.Done == 1, TimeSpan.FromSeconds(60), cancellation);
        var deliveries = scene.Facts.ReadStories().SelectMany(s => s.Deliveries).Select(d => d.At).ToList();
        outcome.RetryDone = scene.Facts.Done == 1;
        outcome.Spacing = [.. deliveries.Zip(deliveries.Skip(1)).Select(pair => pair.Second - pair.First)];
    }

    private ExperimentResult Judge(List<MigrationOutcome> outcomes, List<string> missing)
    {
        var back = string.Join("; ", outcomes.Select(o => $"{o.Name}: {o.BackText} ({o.Because})"));
        var answer = $"No handler changes, only configuration. A killed worker's tasks came back after: {back}."
            + (missing.Count > 0 ? $" Not run: {string.Join("; ", missing)}." : "");
        var result = ExperimentResult.From(
            Name,
            answer,
            [
                .. outcomes.SelectMany(o => ExpectationsOf(o).Concat(MigrationScenes.ExpectationsOf(o))),
            ],
            [
                .. outcomes.SelectMany(o => new[]
                {
                    new Figure($"{o.Name}: published", o.Published),
                    new Figure($"{o.Name}: started out of order", o.OutOfOrder),
                    new Figure($"{o.Name}: done twice", o.DoneTwice),
                    new Figure($"{o.Name}: lost", o.Lost),
                    new Figure($"{o.Name}: outstanding at the killed worker", o.Held),
                    new Figure($"{o.Name}: first back after", o.Back.Count > 0 ? o.Back.Min().TotalSeconds : double.NaN, "s"),
                    new Figure($"{o.Name}: last back after", o.Back.Count > 0 ? o.Back.Max().TotalSeconds : double.NaN, "s"),
                }),
            ]);
        return result with { Table = MigrationOutcome.Table(outcomes) };
    }

    private static Expectation[] ExpectationsOf(MigrationOutcome o) =>
    [
        new Expectation($"{o.Name}: lost", "0", $"{o.Lost}", o.Lost == 0),
        new Expectation($"{o.Name}: done twice", $"0 to {o.Held} (outstanding at the killed worker)", $"{o.DoneTwice}", o.DoneTwice <= o.Held),
        new Expectation($"{o.Name}: of the killed worker's tasks, back", $"{o.Held}, more than 0", $"{o.Back.Count}", o.Held > 0 && o.Back.Count == o.Held),
        new Expectation(
            $"{o.Name}: waits of the task that fails twice", $"{FailedAttempts}, each at least {Durations.Format(s_retry.Minimum)}", o.SpacingText,
            o.RetryDone && o.Spacing.Count == FailedAttempts && o.Spacing.TrueForAll(s => s >= 0.95 * s_retry.Minimum)),
    ];

    private static List<Figure> Back(ExperimentResult result) =>
        [.. result.Figures.Where(f => f.Name.EndsWith("last back after", StringComparison.Ordinal) && double.IsFinite(f.Value))];
}
