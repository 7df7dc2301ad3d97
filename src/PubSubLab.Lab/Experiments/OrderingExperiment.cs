using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Ordering keys: in order within a key, at the same time across keys.</summary>
public sealed class OrderingExperiment : IExperiment
{
    private static readonly string[] s_keys = ["red", "green", "blue"];
    private static readonly TimeSpan s_handler = TimeSpan.FromMilliseconds(300);

    /// <inheritdoc/>
    public string Name => "ordering";

    /// <inheritdoc/>
    public string Title => "In order within a key";

    /// <inheritdoc/>
    public string Question => "Do tasks with an ordering key arrive in order, and what does it cost?";

    /// <inheritdoc/>
    public string WatchFor => "On the ordered subscription bars of one key follow one another; on the other one they lie side by side.";

    /// <inheritdoc/>
    public string Rule =>
        "On a subscription with message ordering, messages of one ordering key are delivered in the order in which they were published, and a redelivery brings the later " +
        "ones of its key again; other keys are not delayed. It is fixed when the subscription is made (Pub/Sub docs, Order messages).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 70,
        Prediction = Prediction.OfRule(
            "Tasks of one ordering key go to an ordered subscription with two workers. How do they arrive?", 0,
            "In the order of publishing", "In any order", "Sorted by their key"),
        Captions =
        [
            Caption.On(LabEventKind.Delivered, 9, "Ordered: one at a time within a key, keys side by side."),
            Caption.On(LabEventKind.Acked, 31, "The free one is done; order makes a key wait."),
        ],
        Card = static result => new Card(
            "In order within a key, side by side across keys.",
            $"{result.ValueOf("at once within a key"):0} at once within a key, {result.ValueOf("at once over all keys"):0} over all keys",
            [
                result.Bar("one key, ordered", "at once within a key", "0", "at once"),
                result.Bar("all keys, ordered", "at once over all keys", "0", "at once"),
                result.Bar("one key, free", "at once within a key, without ordering", "0", "at once"),
            ]),
        Variations = [new Variation("60 tasks", new RunSettings { Messages = 60 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        if (!(await context.Transport.GetCapabilitiesAsync(cancellation)).Ordering)
        {
            return ExperimentResult.NotPossible(Name, $"{context.Transport.Description} has no ordering keys; the embedded emulator has.");
        }

        var perKey = Math.Max(2, (context.Messages ?? 30) / s_keys.Length);
        var handler = context.HandlerOptions.SlowFor < s_handler ? context.HandlerOptions.SlowFor : s_handler;
        SubscriptionSpec[] subscriptions = [new("ordered", "") { Ordering = true }, new("free", "")];
        await using var scene = await context.OpenAsync("ordering", subscriptions, context.HandlerOptions with { SlowFor = handler }, cancellation);
        foreach (var purpose in (string[])["ordered", "ordered", "free", "free"])
        {
            await scene.SpawnAsync(new WorkerSpec { Handler = "slow", Subscription = purpose }, cancellation);
        }

        context.Say($"{perKey} tasks for each of {s_keys.Length} keys ({string.Join(", ", s_keys)}), {Durations.Format(handler)} a task; two workers on the ordered subscription, two on the free one.");
        for (var i = 1; i <= perKey; i++)
        {
            foreach (var key in s_keys)
            {
                var draft = new TaskDraft { Json = $$"""{"task_id":"{{key}}-{{i}}"}""", OrderingKey = key };
                await scene.Publisher.PublishAsync(new PublishOrder(draft), null, cancellation);
            }
        }

        var all = 2 * perKey * s_keys.Length;
        if (!await scene.WaitUntilAsync(f => f.Acked >= all, (2 * perKey * handler) + TimeSpan.FromSeconds(30), cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Acked} of {all} were done.");
        }

        return Judge(scene, perKey);
    }

    private ExperimentResult Judge(Scene scene, int perKey)
    {
        var stories = scene.Facts.ReadStories();
        IEnumerable<LabEvent> Of(string purpose, string key) => stories.Where(s => s.Message.OrderingKey == key).SelectMany(s => s.Events)
            .Where(e => e.Subscription == scene.NameOf(purpose)).OrderBy(e => e.Sequence);
        var inOrder = s_keys.Count(key => IsInOrder([.. Of("ordered", key).Where(e => e.Kind == LabEventKind.Delivered)], key, perKey));
        var together = s_keys.Max(key => MostInHand(Of("ordered", key)));
        var free = s_keys.Max(key => MostInHand(Of("free", key)));
        var across = MostInHand(s_keys.SelectMany(key => Of("ordered", key)).OrderBy(e => e.Sequence));
        return ExperimentResult.From(
            Name,
            $"{inOrder} of {s_keys.Length} keys came in order, {together} at a time within a key and {across} over all keys. Without ordering, {free} of one key were outstanding at once.",
            [
                new Expectation("keys whose tasks came in the order of publishing", $"{s_keys.Length}", $"{inOrder}", inOrder == s_keys.Length),
                new Expectation("outstanding at once for one key, ordered", "1", $"{together}", together == 1),
                new Expectation("outstanding at once over all keys, ordered", "more than 1", $"{across}", across > 1),
                new Expectation("outstanding at once for one key, without ordering", "more than 1", $"{free}", free > 1),
            ],
            [new Figure("keys in order", inOrder), new Figure("at once within a key", together), new Figure("at once over all keys", across), new Figure("at once within a key, without ordering", free)]);
    }

    private static bool IsInOrder(List<LabEvent> delivered, string key, int perKey) =>
        delivered.Select(e => e.Message!.Text).Distinct().SequenceEqual(Enumerable.Range(1, perKey).Select(i => $$"""{"task_id":"{{key}}-{{i}}"}"""));

    private static int MostInHand(IEnumerable<LabEvent> events)
    {
        var (now, most) = (0, 0);
        foreach (var e in events)
        {
            now += e.Kind switch { LabEventKind.Delivered => 1, LabEventKind.Acked or LabEventKind.Nacked => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }
}
