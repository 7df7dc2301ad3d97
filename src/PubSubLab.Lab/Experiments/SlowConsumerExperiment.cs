using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>A consumer that cannot keep up: whom it holds up, and what helps.</summary>
public sealed class SlowConsumerExperiment : IExperiment
{
    private const int Helpers = 3;
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_handler = TimeSpan.FromMilliseconds(400);

    /// <inheritdoc/>
    public string Name => "slow-consumer";

    /// <inheritdoc/>
    public string Title => "Whom a slow consumer delays";

    /// <inheritdoc/>
    public string Question => "Does a slow consumer hold up the publisher, or the other subscriptions of the topic?";

    /// <inheritdoc/>
    public string WatchFor => "On the topology page the backlog of one subscription grows while the other stays at zero; helpers join, and it shrinks.";

    /// <inheritdoc/>
    public string Rule =>
        "Every subscription has its own copy of each message and its own backlog; publishing waits for no subscriber. Workers added to a subscription share its backlog " +
        "(Pub/Sub docs, Overview of the Pub/Sub service).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 110,
        Prediction = Prediction.OfRule(
            "A topic has two subscriptions; the worker of one is slow. Whom does it delay?", 2, "The publisher", "Both subscriptions", "Its own subscription only"),
        Captions =
        [
            Caption.On(LabEventKind.Published, 20, "One subscription falls behind; the other keeps up."),
            Caption.On(LabEventKind.WorkerStarted, 5, "Three helpers join and share the backlog."),
        ],
        Card = static result => new Card(
            "Only its own subscription falls behind; helpers catch up.",
            $"{result.ValueOf("behind when publishing ended"):0} behind, caught up in {result.ValueOf("caught up after"):0.0} s",
            [
                result.Bar("the slow one", "caught up after", "0.0", "s late"),
                new CardBar("the other", (result.ValueOf("worst wait on the fast subscription") ?? 0) / 1000, $"{result.ValueOf("worst wait on the fast subscription") / 1000:0.0} s late"),
            ]),
        Variations = [new Variation("80 tasks", new RunSettings { Messages = 80 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var tasks = context.Messages ?? 40;
        SubscriptionSpec[] subscriptions = [new("slow", ""), new("fast", "")];
        await using var scene = await context.OpenAsync("slow-consumer", subscriptions, context.HandlerOptions with { SlowFor = s_handler }, cancellation);
        var slow = new WorkerSpec { Handler = "slow", MaxInFlight = 1, Subscription = "slow" };
        await scene.SpawnAsync(slow, cancellation);
        await scene.SpawnAsync(new WorkerSpec { Subscription = "fast" }, cancellation);
        context.Say($"{tasks} tasks, one every {Durations.Format(s_every)}, to two subscriptions; one has a worker that takes {Durations.Format(s_handler)} a task, one at a time.");
        var begun = context.Journal.Now;
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = tasks, Every = s_every }, null, cancellation);
        var publishing = context.Journal.Now - begun;
        var behind = tasks - AcksOn(scene, "slow");
        context.Say($"All are published; the slow subscription is {behind} behind. {Helpers} helpers join it.");
        var joinedAt = context.Journal.Now;
        for (var i = 0; i < Helpers; i++)
        {
            await scene.SpawnAsync(slow, cancellation);
        }

        if (!await scene.WaitUntilAsync(f => f.Acked >= 2 * tasks, (tasks * s_handler) + TimeSpan.FromSeconds(30), cancellation))
        {
            context.Say($"Gave up waiting: {(2 * tasks) - scene.Facts.Acked} were not done.");
        }

        return Judge(scene, tasks, publishing, behind, context.Journal.Now - joinedAt);
    }

    private ExperimentResult Judge(Scene scene, int tasks, TimeSpan publishing, int behind, TimeSpan drained)
    {
        var fastWaits = scene.Facts.ReadStories().Where(s => s.Message.PublishedAt is not null)
            .SelectMany(s => s.Events.Where(e => e.Kind == LabEventKind.Acked && e.Subscription == scene.NameOf("fast")).Select(e => e.At - s.Message.PublishedAt!.Value)).ToList();
        var worst = fastWaits.Count > 0 ? fastWaits.Max() : TimeSpan.Zero;
        var alone = behind * s_handler;
        var ideal = tasks * s_every;
        return ExperimentResult.From(
            Name,
            $"No: publishing took {Durations.Format(publishing)}, and the other subscription was never more than {Durations.Format(worst)} late, while the slow one fell {behind} behind. "
            + $"With {Helpers} helpers it caught up in {Durations.Format(drained)} instead of {Durations.Format(alone)}.",
            [
                new Expectation("publishing is not delayed", $"about {Durations.Format(ideal)}", Durations.Format(publishing), publishing < ideal + TimeSpan.FromSeconds(2)),
                new Expectation("the slow subscription falls behind", $"more than {tasks / 4}", $"{behind}", behind > tasks / 4),
                new Expectation("the other subscription is not delayed", "less than 1 s late", Durations.Format(worst), fastWaits.Count >= tasks && worst < TimeSpan.FromSeconds(1)),
                new Expectation("helpers shorten it", $"less than half of {Durations.Format(alone)}", Durations.Format(drained), drained < alone / 2),
                new Expectation("done on both in the end", $"{2 * tasks}", $"{scene.Facts.Acked}", scene.Facts.Acked == 2 * tasks),
            ],
            [new Figure("behind when publishing ended", behind), new Figure("caught up after", drained.TotalSeconds, "s"), new Figure("worst wait on the fast subscription", worst.TotalMilliseconds, "ms")]);
    }

    private static int AcksOn(Scene scene, string purpose) =>
        scene.Facts.ReadStories().Sum(s => s.Events.Count(e => e.Kind == LabEventKind.Acked && e.Subscription == scene.NameOf(purpose)));
}
