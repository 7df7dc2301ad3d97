using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>A task that fails every time: tried again with growing waits, then moved out of the way.</summary>
public sealed class DeadLetterExperiment : IExperiment
{
    private const int Attempts = 5;
    private static readonly TimeSpan s_minimum = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_maximum = TimeSpan.FromSeconds(4);

    private readonly string? _rule;

    /// <summary>The experiment in the words of Pub/Sub.</summary>
    public DeadLetterExperiment()
    {
    }

    private DeadLetterExperiment(string rule) => _rule = rule;

    /// <inheritdoc/>
    public string Name => "dead-letter";

    /// <inheritdoc/>
    public string Title => "A task that always fails";

    /// <inheritdoc/>
    public string Question => "What becomes of a task that fails every time?";

    /// <inheritdoc/>
    public string WatchFor => "Nacks with growing gaps between them; after the fifth, dead-lettered, and the same body arrives on another topic.";

    /// <inheritdoc/>
    public string Rule => _rule ??
        "With a retry policy a nacked message waits, from the minimum backoff on and longer each time, up to the maximum. With a dead-letter policy it is " +
        "published to the dead-letter topic after the given number of attempts, with attributes that say where it came from (Pub/Sub docs, Handle message failures).";

    /// <inheritdoc/>
    public IExperiment On(TransportCapabilities can) => can.FailureRule is { } rule ? new DeadLetterExperiment(rule) : this;

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 80,
        Prediction = Prediction.OfRule(
            "A task fails every time. Its subscription allows five attempts and names a dead-letter topic. What becomes of it?", 1,
            "It is retried for ever", "It moves to the dead-letter topic", "It is deleted"),
        Captions =
        [
            Caption.On(LabEventKind.Nacked, 3, "The first failures; with a retry policy they wait."),
            Caption.On(LabEventKind.Nacked, 9, "Each retry waits longer than the one before."),
            Caption.On(LabEventKind.Acked, 1, "Five attempts are over: it arrives on another topic."),
        ],
        Card = static result => new Card(
            "After five attempts it moves to the dead-letter topic.",
            $"{result.ValueOf("dead letters"):0} dead letters after waits of {result.ValueOf("shortest wait"):0.0} to {result.ValueOf("longest wait"):0.0} s",
            [
                result.Bar("shortest wait", "shortest wait", "0.0", "s"),
                result.Bar("longest wait", "longest wait", "0.0", "s"),
            ]),
        Variations = [new Variation("10 tasks", new RunSettings { Messages = 10 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var can = await context.Transport.GetCapabilitiesAsync(cancellation);
        if (!can.DeadLetter || !can.DelayedRetry)
        {
            return ExperimentResult.NotPossible(Name, $"{context.Transport.Description} has no {(can.DeadLetter ? "retry policy" : "dead-letter topic")}; the embedded emulator has both.");
        }

        var tasks = context.Messages ?? 3;
        SubscriptionSpec[] subscriptions =
        [
            new("work", "") { MinimumBackoff = s_minimum, MaximumBackoff = s_maximum, DeadLetterTopic = "letters", MaxDeliveryAttempts = Attempts },
            new("letters-sub", "letters"),
        ];
        await using var scene = await context.OpenAsync("dead-letter", subscriptions, context.HandlerOptions with { FailedAttempts = int.MaxValue }, cancellation);
        var failing = await scene.SpawnAsync(new WorkerSpec { Handler = "flaky" }, cancellation);
        var reader = await scene.SpawnAsync(new WorkerSpec { Subscription = "letters-sub" }, cancellation);
        context.Say($"{failing.Name} fails every task. Retry after {Durations.Format(s_minimum)} to {Durations.Format(s_maximum)}, {Attempts} attempts; {reader.Name} reads the dead letters.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = tasks }, null, cancellation);
        if (!await scene.WaitUntilAsync(f => f.Acked >= tasks, TimeSpan.FromSeconds(60), cancellation))
        {
            context.Say("Gave up waiting for the dead letters.");
        }

        return Judge(scene, tasks, can.DeadLetterCount);
    }

    private ExperimentResult Judge(Scene scene, int tasks, string? countAttribute)
    {
        var stories = scene.Facts.ReadStories();
        List<LabEvent> On(MessageStory s, string purpose, LabEventKind kind) => s.Events.FindAll(e => e.Kind == kind && e.Subscription == scene.NameOf(purpose));
        var tried = stories.Select(s => On(s, "work", LabEventKind.Delivered)).Where(d => d.Count > 0).ToList();
        var gaps = tried.Select(d => d.Zip(d.Skip(1), (a, b) => b.At - a.At).ToList()).ToList();
        var letters = stories.Where(s => On(s, "letters-sub", LabEventKind.Delivered).Count > 0).ToList();
        var told = letters.Count(s => countAttribute is not null && s.Message.Attributes.TryGetValue(countAttribute, out var n) && n == $"{Attempts}");
        var (shortest, longest) = gaps.Exists(g => g.Count > 0) ? (gaps.SelectMany(g => g).Min(), gaps.SelectMany(g => g).Max()) : (TimeSpan.Zero, TimeSpan.Zero);
        var grows = gaps.Count > 0 && gaps.TrueForAll(g => g.Count > 1 && g[^1] > g[0]);
        return ExperimentResult.From(
            Name,
            $"Each of {tried.Count} tasks was tried {(tried.Count == 0 ? 0 : tried.Average(d => d.Count)):0.#} times, with waits from {Durations.Format(shortest)} to {Durations.Format(longest)}, then {letters.Count} became dead letters and no longer delay other tasks.",
            [
                new Expectation("attempts of each task", $"{Attempts}", string.Join(", ", tried.Select(d => d.Count)), tried.Count == tasks && tried.TrueForAll(d => d.Count == Attempts)),
                new Expectation("the shortest wait between two", $"at least {Durations.Format(s_minimum)}", Durations.Format(shortest), shortest >= 0.9 * s_minimum),
                new Expectation("waits grow", "the last longer than the first", $"{Durations.Format(shortest)} … {Durations.Format(longest)}", grows),
                new Expectation("dead letters that arrived", $"{tasks}", $"{letters.Count}", letters.Count == tasks),
                .. countAttribute is null
                    ? Array.Empty<Expectation>()
                    : [new Expectation("dead letters that say how often they were tried", $"{tasks}", $"{told}", told == tasks)],
            ],
            [new Figure("shortest wait", shortest.TotalSeconds, "s"), new Figure("longest wait", longest.TotalSeconds, "s"), new Figure("dead letters", letters.Count)]);
    }
}
