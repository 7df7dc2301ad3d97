using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments;

/// <summary>Question 3, first answer: every worker keeps what is for its user and nacks the rest.</summary>
public sealed class UserNackExperiment : IExperiment
{
    /// <inheritdoc/>
    public string Name => "user-nack";

    /// <inheritdoc/>
    public string Title => "One worker per user, by nacks";

    /// <inheritdoc/>
    public string Question => "What does it cost to reach one user when every worker nacks other users' tasks?";

    /// <inheritdoc/>
    public string WatchFor => "Nacks that go round and round until a message meets the one worker that keeps it.";

    /// <inheritdoc/>
    public string Rule =>
        "A nacked message is delivered again, at once without a retry policy, perhaps to the same subscriber. Which subscriber gets it is the " +
        "service's choice (Pub/Sub docs, Handle message failures). Drawn at random that is W deliveries a message on average, in turn (W + 1) / 2.";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 40,
        Prediction = Prediction.OfRule(
            "Ten workers share a subscription. Each keeps one user's tasks and nacks the rest. How many deliveries does a task need?", 1,
            "1: Pub/Sub learns who keeps what", "More than 1, and more with each worker", "1, and nacked tasks are lost"),
        Captions =
        [
            Caption.On(LabEventKind.Nacked, 1, "Not for this worker: nacked, and delivered again at once."),
            Caption.On(LabEventKind.Nacked, 100, "A hundred nacks: the same tasks go round and round."),
            Caption.On(LabEventKind.Acked, 150, "Most have met the one worker that keeps them."),
        ],
        Card = static result => new Card(
            "Nacked tasks go round until they meet their worker.",
            $"{result.ValueOf("deliveries per useful message"):0.0} deliveries a task with {result.ValueOf("workers"):0} workers",
            [
                result.Bar("measured", "deliveries per useful message", "0.0"),
                result.Bar("theory, in turn", "theory, in turn", "0.0"),
                result.Bar("theory, at random", "theory, at random", "0.0"),
                new CardBar("with a filter", 1, "1.0"),
            ]),
        Variations =
        [
            new Variation("3 workers", new RunSettings { Workers = 3, Messages = 200 }),
            new Variation("20 workers", new RunSettings { Workers = 20, Messages = 200 }),
        ],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var users = UserTargeting.Users(context.Workers ?? 10);
        var perUser = Math.Max(1, (context.Messages ?? 20 * users.Count) / users.Count);
        await using var scene = await context.OpenAsync("user-nack", [new SubscriptionSpec("all", "")], null, cancellation);
        context.Say($"{users.Count} workers, each for one user, on one subscription; {perUser} tasks a user.");
        var workerOf = await UserTargeting.SpawnAsync(scene, users, _ => "all", cancellation);
        await UserTargeting.SendAsync(context, scene, users, perUser, cancellation);
        return Judge(scene.Facts, workerOf, users.Count);
    }

    private ExperimentResult Judge(SceneFacts facts, Dictionary<string, string> workerOf, int w)
    {
        var stories = facts.ReadStories();
        var wrong = UserTargeting.WronglyKept(stories, workerOf);
        var perUseful = facts.Done == 0 ? double.NaN : (double)facts.Delivered / facts.Done;
        var curve = NackTheory.Nearest(w, facts.Done, perUseful);

        return ExperimentResult.From(
            Name,
            $"With {w} workers a useful message took {perUseful:0.00} deliveries, {facts.Nacked} nacks for {facts.Done} tasks. "
            + $"Theory: {NackTheory.AtRandom(w):0.#} when drawn at random, {NackTheory.InTurn(w):0.#} in turn; {curve.Sentence}",
            [
                new Expectation("tasks that reached their user", $"{facts.Published}", $"{facts.Done}", facts.Done == facts.Published),
                new Expectation("kept by another user's worker", "0", $"{wrong}", wrong == 0),
                new Expectation("every delivery that is not useful is a nack", $"{facts.Delivered - facts.Acked}", $"{facts.Nacked}", facts.Nacked == facts.Delivered - facts.Acked),
                new Expectation("deliveries per useful message", w == 1 ? "1" : "more than 1", $"{perUseful:0.00}", w == 1 ? perUseful == 1 : perUseful > 1),
            ],
            [
                new Figure("workers", w),
                new Figure("tasks", facts.Published),
                new Figure("deliveries per useful message", perUseful),
                new Figure("nacks", facts.Nacked),
                new Figure("theory, at random", NackTheory.AtRandom(w)),
                new Figure("theory, in turn", NackTheory.InTurn(w)),
                new Figure("standard error of the mean, at random", NackTheory.StandardErrorAtRandom(w, facts.Done)),
                new Figure("standard error of the mean, in turn", NackTheory.StandardErrorInTurn(w, facts.Done)),
            ]);
    }
}
