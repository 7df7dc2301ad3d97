using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Flow control: a worker says how much it takes, and the broker keeps to it.</summary>
public sealed class FlowControlExperiment : IExperiment
{
    private const int Small = 1;
    private const int Large = 5;

    /// <inheritdoc/>
    public string Name => "flow-control";

    /// <inheritdoc/>
    public string Title => "One task at a time, or five";

    /// <inheritdoc/>
    public string Question => "Who limits a worker's outstanding tasks, and where do the others wait?";

    /// <inheritdoc/>
    public string WatchFor => "One lane for the first worker, five for the second; the backlog waits at the broker until a worker has capacity.";

    /// <inheritdoc/>
    public string Rule =>
        "A subscriber states how many messages may be outstanding on its stream; the service sends no more until some are acknowledged " +
        "(google.pubsub.v1.StreamingPullRequest.max_outstanding_messages; Pub/Sub docs, Flow control).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 100,
        Prediction = Prediction.OfRule(
            "24 tasks at once. One worker takes one at a time, another five. Where do the others wait?", 1,
            "In the workers' memory", "At the broker", "At the publisher"),
        Captions =
        [
            Caption.On(LabEventKind.Delivered, 6, "One here, five there: six are outstanding, the rest waits."),
            Caption.On(LabEventKind.Acked, 12, "Each acknowledgement makes room for one more."),
        ],
        Card = static result => new Card(
            "A worker states its limit; the rest waits at the broker.",
            $"{string.Join(" and ", DoneBy(result).Select(f => $"{f.Value:0}"))} tasks done",
            [.. DoneBy(result).Zip(["one at a time", "five at a time"], (f, label) => new CardBar(label, f.Value, $"{f.Value:0} done"))]),
        Variations = [new Variation("48 tasks", new RunSettings { Messages = 48 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var tasks = context.Messages ?? 24;
        var handler = context.HandlerOptions.SlowFor < TimeSpan.FromSeconds(1) ? context.HandlerOptions.SlowFor : TimeSpan.FromSeconds(1);
        await using var scene = await context.OpenAsync("flow-control", [new SubscriptionSpec("all", "")], context.HandlerOptions with { SlowFor = handler }, cancellation);
        var small = await scene.SpawnAsync(new WorkerSpec { Handler = "slow", MaxInFlight = Small }, cancellation);
        var large = await scene.SpawnAsync(new WorkerSpec { Handler = "slow", MaxInFlight = Large }, cancellation);
        context.Say($"{small.Name} takes {Small} at a time, {large.Name} {Large}; {tasks} tasks of {Durations.Format(handler)} at once.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = tasks }, null, cancellation);
        if (!await scene.WaitUntilAsync(f => f.Done >= tasks, (tasks * handler) + TimeSpan.FromSeconds(30), cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Missing} tasks were not done.");
        }

        var stories = scene.Facts.ReadStories();
        var events = stories.SelectMany(s => s.Events).OrderBy(e => e.Sequence).ToList();
        var (mostSmall, mostLarge) = (MostInHand(events, small.Name), MostInHand(events, large.Name));
        int DoneBy(string worker) => stories.Count(s => s.Acks.Exists(a => a.Worker == worker));
        var (doneSmall, doneLarge) = (DoneBy(small.Name), DoneBy(large.Name));
        return ExperimentResult.From(
            Name,
            $"{small.Name} never had more than {mostSmall} outstanding and did {doneSmall}; {large.Name} had up to {mostLarge} and did {doneLarge}. The rest waited at the broker.",
            [
                new Expectation($"most outstanding of {small.Name}", $"{Small}", $"{mostSmall}", mostSmall == Small),
                new Expectation($"most outstanding of {large.Name}", $"{Large}", $"{mostLarge}", mostLarge == Large),
                new Expectation("tasks done", $"{tasks}", $"{scene.Facts.Done}", scene.Facts.Done == tasks),
                new Expectation("done by the one with more room", $"more than {small.Name}", $"{doneLarge} and {doneSmall}", doneLarge > doneSmall),
            ],
            [new Figure($"done by {small.Name}", doneSmall), new Figure($"done by {large.Name}", doneLarge), new Figure("handler time", handler.TotalSeconds, "s")]);
    }

    private static int MostInHand(List<LabEvent> events, string worker)
    {
        var (now, most) = (0, 0);
        foreach (var e in events.Where(e => e.Worker == worker))
        {
            now += e.Kind switch { LabEventKind.Delivered => 1, LabEventKind.Acked or LabEventKind.Nacked => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }

    private static IEnumerable<Figure> DoneBy(ExperimentResult result) => result.Figures.Where(f => f.Name.StartsWith("done by ", StringComparison.Ordinal));
}
