using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Exactly-once delivery: what it promises, also through a crash, and what it does not.</summary>
public sealed class ExactlyOnceExperiment : IExperiment
{
    private static readonly TimeSpan s_handler = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_onItsWay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Name => "exactly-once";

    /// <inheritdoc/>
    public string Title => "Exactly once, with a crash";

    /// <inheritdoc/>
    public string Question => "With exactly-once delivery, is a task ever delivered again after it was acknowledged?";

    /// <inheritdoc/>
    public string WatchFor => "After the kill, outstanding tasks are redelivered, because nobody acknowledged them. Acknowledged tasks are not.";

    /// <inheritdoc/>
    public string Rule =>
        "A message is not delivered again after an acknowledgement of it succeeded, nor while it is outstanding; only its newest ack id works. What was delivered and not " +
        "acknowledged, as in a crash, comes again: handlers still must bear that (Pub/Sub docs, Exactly-once delivery).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 120,
        Prediction = Prediction.OfRule(
            "With exactly-once delivery a worker dies with tasks that it has not acknowledged. Do they come again?", 0,
            "Yes: nobody acknowledged them", "No: each is delivered once", "Only as dead letters"),
        Captions =
        [
            Caption.On(LabEventKind.WorkerKilled, 1, "Killed with unacknowledged tasks."),
            Caption.On(LabEventKind.Delivered, 31, "A second delivery: the first got no acknowledgement."),
        ],
        Card = static result => new Card(
            "Exactly once counts acknowledgements, not attempts.",
            $"{result.ValueOf("delivered more than once"):0} of {result.ValueOf("tasks"):0} delivered twice, each acknowledged once",
            [
                result.Bar("tasks", "tasks", "0"),
                result.Bar("delivered twice", "delivered more than once", "0"),
            ]),
        Variations = [new Variation("60 tasks", new RunSettings { Messages = 60 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        if (!(await context.Transport.GetCapabilitiesAsync(cancellation)).ExactlyOnce)
        {
            return ExperimentResult.NotPossible(Name, $"{context.Transport.Description} has no exactly-once delivery; the embedded emulator has.");
        }

        var tasks = context.Messages ?? 30;
        var handler = context.HandlerOptions.SlowFor < s_handler ? context.HandlerOptions.SlowFor : s_handler;
        await using var scene = await context.OpenAsync(
            "exactly-once", [new SubscriptionSpec("all", "") { ExactlyOnce = true }], context.HandlerOptions with { SlowFor = handler }, cancellation);
        Worker[] workers = [await scene.SpawnAsync(new WorkerSpec { Handler = "slow" }, cancellation), await scene.SpawnAsync(new WorkerSpec { Handler = "slow" }, cancellation)];
        context.Say($"{tasks} tasks of {Durations.Format(handler)} on an exactly-once subscription with two workers; one is killed in the middle.");
        await PublishAsync(scene, tasks / 2, cancellation);
        int InHandOf(Worker worker) => context.Journal.Spans.InHandOf(worker.Name).Count;
        await scene.WaitUntilAsync(_ => workers.Any(w => InHandOf(w) > 0), TimeSpan.FromSeconds(10), cancellation);
        var victim = workers.MaxBy(InHandOf)!;
        var heldThen = InHandOf(victim);
        victim.Kill();
        var killedAt = context.Journal.Now;
        context.Say($"{victim.Name} is killed with {heldThen} outstanding.");
        await PublishAsync(scene, tasks - (tasks / 2), cancellation);
        if (!await scene.WaitUntilAsync(f => f.Missing == 0, TimeSpan.FromSeconds(120), cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Missing} tasks were not done.");
        }

        var stories = scene.Facts.ReadStories();

        // The victim's last acknowledgements may never have left it: an acknowledgement succeeds when the broker confirms it.
        var onItsWay = stories.Where(s => s.Acks.Exists(a => a.Worker == victim.Name && killedAt - a.At < s_onItsWay)).ToHashSet();
        var sure = stories.Where(s => !onItsWay.Contains(s)).ToList();
        var once = sure.Count(s => s.Acks.Count == 1);
        var again = stories.Count(s => s.Deliveries.Count > 1);
        var afterAck = sure.Count(s => s.Acks.Count > 0 && s.Deliveries.Exists(d => d.At > s.Acks[0].At));
        var held = heldThen + onItsWay.Count;
        return ExperimentResult.From(
            Name,
            $"{(afterAck == 0 ? "No" : "Yes")}: {once} of {sure.Count} tasks were acknowledged exactly once, {afterAck} came again after that. {again} were delivered twice because {victim.Name} died with {heldThen} outstanding{(onItsWay.Count > 0 ? $" and {onItsWay.Count} acknowledgements on their way" : "")}: exactly once is about acknowledgements, not about attempts.",
            [
                new Expectation("acknowledged exactly once", $"{sure.Count}", $"{once}", once == sure.Count && stories.Count == tasks),
                new Expectation("delivered again after the acknowledgement", "0", $"{afterAck}", afterAck == 0),
                new Expectation("delivered more than once", $"at most {held} (outstanding at the killed worker, with {onItsWay.Count} whose acknowledgements were on their way)", $"{again}", again <= held),
                new Expectation("lost", "0", $"{scene.Facts.Missing}", scene.Facts.Missing == 0),
            ],
            [new Figure("tasks", tasks), new Figure("outstanding at the killed worker", held), new Figure("delivered more than once", again)]);
    }

    private static Task<PublishProgress> PublishAsync(Scene scene, int count, CancellationToken cancellation) =>
        scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = count, Every = s_every }, null, cancellation);
}
