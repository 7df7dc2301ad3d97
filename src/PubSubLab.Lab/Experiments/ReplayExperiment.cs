using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Seek to a snapshot and to a time: what comes again, and what does not.</summary>
public sealed class ReplayExperiment : IExperiment
{
    private const string Kept = "kept";
    private const string Plain = "plain";
    private const string Skipped = "skipped";

    /// <summary>Time to see that nothing more comes.</summary>
    private static readonly TimeSpan s_still = TimeSpan.FromSeconds(2);

    /// <summary>Difference between the clocks of lab and broker that a seek must bear.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Name => "replay";

    /// <inheritdoc/>
    public string Title => "Back to a snapshot or a time";

    /// <inheritdoc/>
    public string Question => "Which tasks come again after a seek?";

    /// <inheritdoc/>
    public string WatchFor => "Everything is acknowledged. After the seek to the snapshot the later half comes again; after the seek to a time, all that was retained.";

    /// <inheritdoc/>
    public string Rule =>
        "A snapshot keeps the unacknowledged messages of its moment and all that are published later. A seek to a time brings what the subscription retains: acknowledged " +
        "messages only with retain_acked_messages. A seek to a later time acknowledges everything before it (Pub/Sub docs, Replay and purge messages).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 130,
        Prediction = Prediction.OfRule(
            "Ten tasks are acknowledged; after the fifth a snapshot was taken. You seek to the snapshot. Which tasks come again?", 1,
            "None: acknowledged is gone", "The five that were published after it", "All ten"),
        Captions =
        [
            Caption.On(LabEventKind.Acked, 20, "All ten are acknowledged, on both subscriptions."),
            Caption.On(LabEventKind.Delivered, 21, "Sought to the snapshot: what came after it comes again."),
            Caption.On(LabEventKind.Delivered, 26, "Sought to a time: all that was retained comes again."),
        ],
        Card = static result => new Card(
            "A snapshot remembers what was unacknowledged; later tasks come again too.",
            $"{result.ValueOf("after the snapshot"):0} of {result.ValueOf("tasks"):0} came again from the snapshot",
            [
                result.Bar("to the snapshot", "after the snapshot", "0", "again"),
                result.Bar("to a time, retained", "after the time, retained", "0", "again"),
                result.Bar("to a time, not retained", "after the time, not retained", "0", "again"),
            ]),
        Variations = [new Variation("40 tasks", new RunSettings { Messages = 40 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        if (!(await context.Transport.GetCapabilitiesAsync(cancellation)).Replay)
        {
            return ExperimentResult.NotPossible(Name, $"{context.Transport.Description} has no seek and no snapshots; the embedded emulator has.");
        }

        var half = Math.Max(1, (context.Messages ?? 10) / 2);
        SubscriptionSpec[] subscriptions = [new(Kept, "") { RetainAcked = true }, new(Plain, ""), new(Skipped, "")];
        await using var scene = await context.OpenAsync("replay", subscriptions, null, cancellation);
        await scene.SpawnAsync(new WorkerSpec { Subscription = Kept }, cancellation);
        await scene.SpawnAsync(new WorkerSpec { Subscription = Plain }, cancellation);
        context.Say($"{half} tasks to three subscriptions. Workers listen on '{Kept}', which retains what is acknowledged, and on '{Plain}', which does not; '{Skipped}' has no worker.");
        await PublishAsync(context, scene, half, 2 * half, cancellation);
        await scene.SnapshotAsync("moment", Kept, cancellation);
        context.Say($"A snapshot of '{Kept}', taken while everything is acknowledged. {half} more tasks.");
        await PublishAsync(context, scene, half, 4 * half, cancellation);

        context.Say($"'{Kept}' goes to the snapshot.");
        var snapshot = await SeekAsync(context, scene, Kept, half, () => scene.SeekAsync(Kept, "moment", cancellation), cancellation);
        context.Say($"{snapshot} came again: those that were published after it. Now '{Kept}' and '{Plain}' go to a time before everything.");
        var before = context.Journal.StartedAt - s_margin;
        var retained = await SeekAsync(context, scene, Kept, 2 * half, () => scene.SeekAsync(Kept, before, cancellation), cancellation);
        var forgotten = await SeekAsync(context, scene, Plain, 0, () => scene.SeekAsync(Plain, before, cancellation), cancellation);
        context.Say($"{retained} came again where acknowledged tasks are retained, {forgotten} where not. Now '{Skipped}', where everything waits, goes to a time after everything, and gets a worker.");
        await scene.SeekAsync(Skipped, context.Journal.Time.GetUtcNow() + s_margin, cancellation);
        await scene.SpawnAsync(new WorkerSpec { Subscription = Skipped }, cancellation);
        await Task.Delay(s_still, context.Journal.Time, cancellation);
        return Judge(half, snapshot, retained, forgotten, DeliveriesOn(scene, Skipped));
    }

    private static async Task PublishAsync(ExperimentContext context, Scene scene, int count, int acked, CancellationToken cancellation)
    {
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = count }, null, cancellation);
        if (!await scene.WaitUntilAsync(f => f.Acked >= acked, s_patience, cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Acked} of {acked} acknowledgements.");
        }

        // The last acknowledgements are on their way to the broker.
        await Task.Delay(s_still, context.Journal.Time, cancellation);
    }

    /// <summary>Seeks, waits for what should come again, and a little longer for what should not.</summary>
    private static async Task<int> SeekAsync(ExperimentContext context, Scene scene, string purpose, int expected, Func<Task> seek, CancellationToken cancellation)
    {
        var before = DeliveriesOn(scene, purpose);
        await seek();
        if (expected > 0 && !await scene.WaitUntilAsync(_ => DeliveriesOn(scene, purpose) >= before + expected, s_patience, cancellation))
        {
            context.Say($"Gave up waiting: {DeliveriesOn(scene, purpose) - before} of {expected} came again.");
        }

        await Task.Delay(s_still, context.Journal.Time, cancellation);
        return DeliveriesOn(scene, purpose) - before;
    }

    private static int DeliveriesOn(Scene scene, string purpose) =>
        scene.Facts.ReadStories().Sum(s => s.Events.Count(e => e.Kind == LabEventKind.Delivered && e.Subscription == scene.NameOf(purpose)));

    private ExperimentResult Judge(int half, int snapshot, int retained, int forgotten, int skipped) => ExperimentResult.From(
        Name,
        $"From the snapshot {snapshot} of {2 * half} acknowledged tasks came again, from an earlier time {retained} where acknowledged tasks are retained and {forgotten} where not. "
        + $"Of {2 * half} waiting tasks, {skipped} came after a seek to a later time.",
        [
            new Expectation("again after the seek to the snapshot", $"{half} (published after it)", $"{snapshot}", snapshot == half),
            new Expectation("again after the seek to a time, acknowledged tasks retained", $"{2 * half}", $"{retained}", retained == 2 * half),
            new Expectation("again after the seek to a time, not retained", "0", $"{forgotten}", forgotten == 0),
            new Expectation("of the waiting ones, after a seek to a later time", "0", $"{skipped}", skipped == 0),
        ],
        [
            new Figure("tasks", 2 * half), new Figure("after the snapshot", snapshot), new Figure("after the time, retained", retained),
            new Figure("after the time, not retained", forgotten), new Figure("after a later time", skipped),
        ]);
}
