using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>The same outage on two subscriptions: redelivered at once, and with exponential backoff.</summary>
public sealed class BackoffExperiment : IExperiment
{
    private const string AtOnce = "at-once";
    private const string Backoff = "backoff";
    private const int MostWithBackoff = 6;
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_attempt = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_minimum = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_maximum = TimeSpan.FromSeconds(8);

    private readonly string? _rule;

    /// <summary>The experiment in the words of Pub/Sub.</summary>
    public BackoffExperiment()
    {
    }

    private BackoffExperiment(string rule) => _rule = rule;

    /// <inheritdoc/>
    public string Name => "backoff";

    /// <inheritdoc/>
    public string Title => "At once, or with backoff";

    /// <inheritdoc/>
    public string Question => "What do failing tasks cost without a retry policy, and what with one?";

    /// <inheritdoc/>
    public string WatchFor => "One worker nacks without a pause; the other has a few nacks with growing gaps. At the end of the outage the first is done at once.";

    /// <inheritdoc/>
    public string Rule => _rule ??
        "Without a retry policy a nacked message is delivered again as soon as possible. With one it waits, from the minimum backoff on and longer each time, up to the " +
        "maximum (Pub/Sub docs, Handle message failures, Subscription retry policy).";

    /// <inheritdoc/>
    public IExperiment On(TransportCapabilities can) => can.FailureRule is { } rule ? new BackoffExperiment(rule) : this;

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 90,
        Prediction = Prediction.OfFigure(
            "Ten tasks fail for 5 s; an attempt takes 50 ms. No retry policy. How many attempts do they cost together?", "attempts at once",
            ("About 10: once each", 10), ("About 50: once a second each", 50), ("About 1,000: again and again, without a pause", 1_000)),
        Captions =
        [
            Caption.On(LabEventKind.Nacked, 40, "No retry policy: each nack comes back at once."),
            Caption.On(LabEventKind.Nacked, 400, "A storm on one subscription, calm on the other."),
            Caption.On(LabEventKind.Acked, 1, "The outage is over; the storm's worker is done first."),
        ],
        Card = static result => new Card(
            "Backoff turns a storm of retries into a few.",
            $"{result.ValueOf("attempts at once"):N0} attempts without, {result.ValueOf("attempts with backoff"):N0} with backoff",
            [
                result.Bar("at once", "attempts at once", "N0", "attempts"),
                result.Bar("with backoff", "attempts with backoff", "N0", "attempts"),
            ]),
        Variations = [new Variation("40 tasks", new RunSettings { Messages = 40 }), new Variation("1 task", new RunSettings { Messages = 1 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        if (!(await context.Transport.GetCapabilitiesAsync(cancellation)).DelayedRetry)
        {
            return ExperimentResult.NotPossible(Name, $"{context.Transport.Description} has no retry policy; the embedded emulator has.");
        }

        var tasks = context.Messages ?? 10;
        SubscriptionSpec[] subscriptions = [new(AtOnce, ""), new(Backoff, "") { MinimumBackoff = s_minimum, MaximumBackoff = s_maximum }];
        var handlers = context.HandlerOptions with { FailedAttempts = int.MaxValue, FailsAfter = s_attempt };
        await using var scene = await context.OpenAsync("backoff", subscriptions, handlers, cancellation);
        var failing = new WorkerSpec { Handler = HandlerCatalog.NameOf(typeof(FlakyHandler)) };
        Worker[] workers = [await scene.SpawnAsync(failing with { Subscription = AtOnce }, cancellation), await scene.SpawnAsync(failing with { Subscription = Backoff }, cancellation)];
        context.Say($"{tasks} tasks to two subscriptions. Every attempt fails after {Durations.Format(s_attempt)}, for {Durations.Format(s_outage)}; {workers[1].Name} has a backoff of {Durations.Format(s_minimum)} to {Durations.Format(s_maximum)}.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = tasks }, null, cancellation);
        await Task.Delay(s_outage, context.Journal.Time, cancellation);

        var over = context.Journal.Now;
        foreach (var worker in workers)
        {
            await scene.Workers.SwitchHandlerAsync(HandlerCatalog.NameOf(typeof(EchoHandler)), worker.Name, cancellation);
        }

        context.Say("The outage is over: every attempt from now on succeeds.");
        if (!await scene.WaitUntilAsync(f => f.Acked >= 2 * tasks, s_maximum + TimeSpan.FromSeconds(30), cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Acked} of {2 * tasks} were done.");
        }

        return Judge(scene, tasks, over);
    }

    private ExperimentResult Judge(Scene scene, int tasks, TimeSpan over)
    {
        var events = scene.Facts.ReadStories().SelectMany(s => s.Events).ToList();
        int Count(string purpose, LabEventKind kind) => events.Count(e => e.Kind == kind && e.Subscription == scene.NameOf(purpose));
        int Attempts(string purpose) => events.Count(e => e.Kind == LabEventKind.Delivered && e.Subscription == scene.NameOf(purpose) && e.At < over);
        TimeSpan DoneAfter(string purpose) => events
            .Where(e => e.Kind == LabEventKind.Acked && e.Subscription == scene.NameOf(purpose)).Select(e => e.At - over).DefaultIfEmpty().Max();
        var (storm, calm) = (Attempts(AtOnce), Attempts(Backoff));
        var (stormDone, calmDone) = (DoneAfter(AtOnce), DoneAfter(Backoff));
        var (doneAtOnce, doneWithBackoff) = (Count(AtOnce, LabEventKind.Acked), Count(Backoff, LabEventKind.Acked));
        return ExperimentResult.From(
            Name,
            $"In {Durations.Format(s_outage)} of failures {tasks} tasks took {storm:N0} attempts without a retry policy and {calm:N0} with one. "
            + $"After the outage they were done in {Durations.Format(stormDone)} and {Durations.Format(calmDone)}: backoff saves attempts and costs time.",
            [
                new Expectation("attempts without a retry policy", $"more than {10 * tasks} (10 a task)", $"{storm:N0}", storm > 10 * tasks),
                new Expectation("attempts with backoff", $"{2 * tasks} to {MostWithBackoff * tasks}", $"{calm:N0}", calm >= 2 * tasks && calm <= MostWithBackoff * tasks),
                new Expectation("done in the end, without and with", $"{tasks} and {tasks}", $"{doneAtOnce} and {doneWithBackoff}", doneAtOnce == tasks && doneWithBackoff == tasks),
                new Expectation("with backoff, the last is done after the outage", $"within {Durations.Format(s_maximum)}", Durations.Format(calmDone), calmDone > TimeSpan.Zero && calmDone <= s_maximum),
            ],
            [
                new Figure("attempts at once", storm), new Figure("attempts with backoff", calm), new Figure("tasks", tasks),
                new Figure("at once: done after the outage", stormDone.TotalSeconds, "s"), new Figure("with backoff: done after the outage", calmDone.TotalSeconds, "s"),
            ]);
    }
}
