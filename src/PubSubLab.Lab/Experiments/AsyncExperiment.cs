using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Question 1: is work inside one worker asynchronous?</summary>
public sealed class AsyncExperiment : IExperiment
{
    private static readonly TimeSpan s_longestContrast = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "async";

    /// <inheritdoc/>
    public string Title => "Ten slow tasks in one worker";

    /// <inheritdoc/>
    public string Question => "Is work inside one worker asynchronous?";

    /// <inheritdoc/>
    public string WatchFor => "Ten bars side by side in one worker's lanes; then the same tasks in a single lane.";

    /// <inheritdoc/>
    public string Rule =>
        "A subscriber client calls its callback for every message as it comes, up to the flow control's limit of outstanding messages " +
        "(Pub/Sub docs, Flow control). What waits without holding a thread costs nothing meanwhile.";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 10,
        Prediction = Prediction.OfFigure(
            "Ten 5 s tasks are published at once; one worker has room for all ten. Done after?", "elapsed",
            ("5 s", 5), ("10 s", 10), ("50 s", 50)),
        Captions =
        [
            Caption.On(LabEventKind.Delivered, 10, "All ten are outstanding at once, in one worker."),
            Caption.On(LabEventKind.Acked, 10, "All done together, in the time of one."),
            Caption.On(LabEventKind.Delivered, 12, "Now room for one: each waits for the one before."),
        ],
        Settings = new RunSettings { Messages = 10, SlowFor = TimeSpan.FromSeconds(5) },
        Card = static result => new Card(
            "Together: ten waiting tasks take as long as one.",
            $"{result.ValueOf("handled at the same time"):0} tasks of {result.ValueOf("handler time"):0.#} s in {result.ValueOf("elapsed"):0.0} s",
            [
                new CardBar("room for all", Ratio(result, "elapsed", "handler time"), $"{Ratio(result, "elapsed", "handler time"):0.0} × one task"),
                new CardBar("room for one", Ratio(result, "elapsed with max-in-flight 1", "handler time with max-in-flight 1"),
                    $"{Ratio(result, "elapsed with max-in-flight 1", "handler time with max-in-flight 1"):0.0} × one task"),
            ]),
        Variations =
        [
            new Variation("20 tasks", new RunSettings { Messages = 20, SlowFor = TimeSpan.FromSeconds(5) }),
            new Variation("tasks of 2 s", new RunSettings { Messages = 10, SlowFor = TimeSpan.FromSeconds(2) }),
        ],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var tasks = context.Messages ?? 10;
        var handler = context.HandlerOptions.SlowFor;
        context.Say($"One worker, SlowHandler ({Durations.Format(handler)} a task), {tasks} tasks, no limit on outstanding tasks.");
        var together = await MeasureAsync(context, tasks, handler, maxInFlight: 1_000, cancellation);

        // The contrast takes tasks x handler; a shorter handler shows the same without a minute's wait.
        var shorter = handler < s_longestContrast ? handler : s_longestContrast;
        context.Say($"For contrast: the same {tasks} tasks with --max-in-flight 1 and a handler of {Durations.Format(shorter)}.");
        var alone = await MeasureAsync(context, tasks, shorter, maxInFlight: 1, cancellation);

        return ExperimentResult.From(
            Name,
            $"{(together.MostInHand > 1 ? "Yes" : "No")}: {together.Done} tasks of {Durations.Format(handler)} took {Durations.Format(together.Elapsed)} in one worker, "
            + $"{together.MostInHand} at the same time. One at a time (--max-in-flight 1), {alone.Done} tasks of {Durations.Format(shorter)} took {Durations.Format(alone.Elapsed)}.",
            [
                new Expectation("tasks handled", $"{tasks}", $"{together.Done}", together.Done == tasks),
                new Expectation("handled at the same time", $"{tasks}", $"{together.MostInHand}", together.MostInHand == tasks),
                new Expectation(
                    "elapsed, first delivered to last acknowledged", $"about {Durations.Format(handler)}, less than two handlers' time",
                    Durations.Format(together.Elapsed), together.Elapsed >= 0.9 * handler && together.Elapsed < 2 * handler),
                new Expectation("at the same time with --max-in-flight 1", "1", $"{alone.MostInHand}", alone.MostInHand == 1),
                new Expectation(
                    "elapsed with --max-in-flight 1", $"at least {tasks} × {Durations.Format(shorter)}",
                    Durations.Format(alone.Elapsed), alone.Done == tasks && alone.Elapsed >= 0.9 * tasks * shorter),
            ],
            [
                new Figure("elapsed", together.Elapsed.TotalSeconds, "s"),
                new Figure("handled at the same time", together.MostInHand),
                new Figure("handler time", handler.TotalSeconds, "s"),
                new Figure("elapsed with max-in-flight 1", alone.Elapsed.TotalSeconds, "s"),
                new Figure("handler time with max-in-flight 1", shorter.TotalSeconds, "s"),
            ]);
    }

    private static async Task<(int Done, int MostInHand, TimeSpan Elapsed)> MeasureAsync(
        ExperimentContext context, int tasks, TimeSpan handler, int maxInFlight, CancellationToken cancellation)
    {
        await using var scene = await context.OpenAsync(
            "async", [new SubscriptionSpec("all", "")], context.HandlerOptions with { SlowFor = handler }, cancellation);
        await scene.SpawnAsync(new WorkerSpec { Handler = "slow", MaxInFlight = maxInFlight }, cancellation);
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = tasks }, null, cancellation);

        var limit = (handler * tasks) + TimeSpan.FromSeconds(30);
        if (!await scene.WaitUntilAsync(f => f.Done >= tasks, limit, cancellation))
        {
            context.Say($"Gave up waiting after {Durations.Format(limit)}: {scene.Facts.Missing} of {tasks} tasks were not done.");
        }

        var stories = scene.Facts.ReadStories();
        var first = stories.SelectMany(s => s.Deliveries).Select(d => d.At).DefaultIfEmpty().Min();
        var last = stories.SelectMany(s => s.Acks).Select(a => a.At).DefaultIfEmpty().Max();
        return (scene.Facts.Done, scene.Facts.MostInHand, last - first);
    }

    private static double Ratio(ExperimentResult result, string figure, string of) => (result.ValueOf(figure) ?? 0) / (result.ValueOf(of) ?? 1);
}
