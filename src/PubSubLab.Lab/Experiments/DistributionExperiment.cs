using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Experiments;

/// <summary>Question 2: how is work spread over workers, and is any done twice or lost, also when one crashes?</summary>
public sealed class DistributionExperiment : IExperiment
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);

    private readonly ReturnRule _returns;

    /// <summary>The experiment in the words of Pub/Sub.</summary>
    public DistributionExperiment()
        : this(ReturnRule.AckDeadline)
    {
    }

    private DistributionExperiment(ReturnRule returns) => (_returns, Lesson) = (returns, LessonOf(returns));

    /// <inheritdoc/>
    public string Name => "distribution";

    /// <inheritdoc/>
    public string Title => "Workers share, one is killed";

    /// <inheritdoc/>
    public string Question => "With several workers on one subscription, how is work spread, and is any done twice?";

    /// <inheritdoc/>
    public string WatchFor => $"Bars spread over the workers; at the kill some stay open, and come back elsewhere {ReturnOf(_returns)}.";

    /// <inheritdoc/>
    public string Rule => _returns.HasLeases
        ? "Subscribers of one subscription compete: each message goes to one of them. A message that is neither acknowledged nor extended " +
            "before its ack deadline is delivered again (Pub/Sub docs, Lease management)."
        : $"Consumers of one queue compete: each task goes to one of them. {_returns.Explanation}";

    /// <inheritdoc/>
    public Lesson Lesson { get; }

    /// <inheritdoc/>
    public IExperiment On(TransportCapabilities can) => can.Returns == _returns ? this : new DistributionExperiment(can.Returns);

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var third = Math.Max(5, (context.Messages ?? 60) / 3);
        var handler = context.HandlerOptions.SlowFor < TimeSpan.FromSeconds(1) ? context.HandlerOptions.SlowFor : TimeSpan.FromSeconds(1);
        await using var scene = await context.OpenAsync(
            "distribution", [new SubscriptionSpec("all", "")], context.HandlerOptions with { SlowFor = handler }, cancellation);
        var spec = new WorkerSpec { Handler = "slow" };

        context.Say($"Two workers, SlowHandler ({Durations.Format(handler)} a task), {third} tasks, one every {Durations.Format(s_every)}.");
        var first = await scene.SpawnAsync(spec, cancellation);
        var second = await scene.SpawnAsync(spec, cancellation);
        await PublishAsync(scene, third, cancellation);

        var joined = await scene.SpawnAsync(spec, cancellation);
        context.Say($"{joined.Name} joins; {third} more tasks.");
        await PublishAsync(scene, third, cancellation);

        // A victim without outstanding tasks would show nothing; the broker chooses which worker has some.
        Worker[] all = [first, second, joined];
        int InHandOf(Worker worker) => context.Journal.Spans.InHandOf(worker.Name).Count;
        await scene.WaitUntilAsync(_ => all.Any(w => InHandOf(w) > 0), TimeSpan.FromSeconds(10), cancellation);
        var victim = all.MaxBy(InHandOf)!;
        var killedAt = context.Journal.Now;
        victim.Kill();
        var held = scene.Facts.ReadStories().Where(s => s.WasHeldBy(victim.Name)).Select(s => s.Message).ToHashSet();
        context.Say($"{victim.Name} is killed; it held {held.Count}. {third} more tasks.");
        await PublishAsync(scene, third, cancellation);

        var limit = spec.AckDeadline + (handler * 3 * third) + TimeSpan.FromSeconds(30);
        if (!await scene.WaitUntilAsync(f => f.Missing == 0, limit, cancellation))
        {
            context.Say($"Gave up waiting after {Durations.Format(limit)}: {scene.Facts.Missing} tasks were not done.");
        }

        return Judge(scene.Facts.ReadStories(), [.. all.Select(w => w.Name)], victim.Name, held, scene.Facts.Published, killedAt);
    }

    private static string ReturnOf(ReturnRule returns) => returns.HasLeases ? "when their leases end" : $"{(returns.IsAtOnce ? "at" : "after")} the {returns.Because}";

    private static Lesson LessonOf(ReturnRule returns) => new()
    {
        Order = 20,
        Prediction = Prediction.OfRule(
            "Two workers listen on one subscription. A task is published. Who gets it?", 1, "Both, a copy each", "One of the two", "Neither, until it names a worker"),
        Captions =
        [
            Caption.On(LabEventKind.Delivered, 5, "Each task goes to one worker; the other never sees it."),
            Caption.On(LabEventKind.WorkerStarted, 3, "A third worker joins and takes its share."),
            Caption.On(LabEventKind.WorkerKilled, 1, $"One is killed; its tasks return {ReturnOf(returns)}."),
        ],
        Card = static result => new Card(
            "Workers of one subscription share: each task goes to one.",
            $"{result.ValueOf("done twice"):0} of {result.ValueOf("published"):0} done twice, {result.ValueOf("lost"):0} lost",
            [.. result.Figures.Where(f => f.Name.StartsWith("share of ", StringComparison.Ordinal)).Select(f => new CardBar(f.Name[9..], f.Value, $"{f.Value:0} %"))]),
        Variations = [new Variation("120 tasks", new RunSettings { Messages = 120 })],
    };

    private static Task<PublishProgress> PublishAsync(Scene scene, int count, CancellationToken cancellation) =>
        scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = count, Every = s_every }, null, cancellation);

    private ExperimentResult Judge(
        IReadOnlyList<MessageStory> stories, string[] workers, string victim, HashSet<LabMessage> held, int published, TimeSpan killedAt)
    {
        var lost = published - stories.Count(s => s.Acks.Count > 0);
        var twiceBefore = stories.Count(s => s.Acks.Count(a => a.At < killedAt) > 1);
        var twice = stories.Count(s => s.Acks.Count > 1);
        var recovered = stories
            .Where(s => held.Contains(s.Message))
            .Select(s => (s.Message, Next: s.NextAfter(victim)))
            .ToList();
        var back = recovered.Where(r => r.Next is not null).Select(r => r.Next!.At - killedAt).ToList();

        // Those of the experiment first, as it judges them by their place; then those that a person spawned into it.
        var others = stories.SelectMany(s => s.Acks).Select(a => a.Worker).Distinct(StringComparer.Ordinal).Except(workers, StringComparer.Ordinal);
        var shares = workers.Concat(others.Order(NaturalOrder.Instance)).Select(w => (Worker: w, Done: stories.Count(s => s.Acks.Exists(a => a.Worker == w)))).ToList();

        return ExperimentResult.From(
            Name,
            $"{published} tasks: {string.Join(", ", shares.Select(s => $"{s.Worker} did {s.Done}"))}. Done twice: {twice}; lost: {lost}. "
            + $"{victim} was killed with {held.Count} outstanding"
            + (back.Count > 0
                ? $"; {string.Join(", ", recovered.Where(r => r.Next is not null).Select(r => $"#{r.Message.Number} went to {r.Next!.Worker}").Take(6))}{(back.Count > 6 ? ", …" : "")}, "
                    + $"{Durations.Format(back.Min())} to {Durations.Format(back.Max())} after the kill."
                : "."),
            [
                new Expectation("both first workers got work", "each more than 0", $"{shares[0].Done} and {shares[1].Done}", shares[0].Done > 0 && shares[1].Done > 0),
                new Expectation("the third got work after it joined", "more than 0", $"{shares[2].Done}", shares[2].Done > 0),
                new Expectation("done twice before the kill", "0", $"{twiceBefore}", twiceBefore == 0),
                new Expectation("done twice in all", $"0 to {held.Count} (outstanding at the killed worker)", $"{twice}", twice <= held.Count),
                new Expectation("lost", "0", $"{lost}", lost == 0),
                new Expectation("outstanding at the killed worker", "more than 0", $"{held.Count}", held.Count > 0),
                new Expectation("of these, delivered to others", $"{held.Count}", $"{back.Count}", back.Count == held.Count),
            ],
            [
                new Figure("published", published),
                .. shares.Select(s => new Figure($"share of {s.Worker}", published == 0 ? 0 : 100.0 * s.Done / published, "%")),
                new Figure("done twice", twice),
                new Figure("lost", lost),
                new Figure("outstanding at the killed worker", held.Count),
                .. back.Count > 0
                    ? new[] { new Figure("first back after", back.Min().TotalSeconds, "s"), new Figure("last back after", back.Max().TotalSeconds, "s") }
                    : [],
            ]);
    }
}
