using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments;

/// <summary>Question 3, second answer: a filtered subscription for each user.</summary>
public sealed class UserFilterExperiment : IExperiment
{
    /// <inheritdoc/>
    public string Name => "user-filter";

    /// <inheritdoc/>
    public string Title => "One worker per user, filtered";

    /// <inheritdoc/>
    public string Question => "Is there something like a routing key?";

    /// <inheritdoc/>
    public string WatchFor => "Each message goes straight to its user's worker; the other subscriptions filter it out.";

    /// <inheritdoc/>
    public string Rule =>
        "A subscription's filter is matched against the attributes; a message that does not match is acknowledged for that subscription and never " +
        "delivered, though it is billed (Pub/Sub docs, Filter messages). At most 10,000 subscriptions a topic (Quotas and limits).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 50,
        Prediction = Prediction.OfRule(
            "A subscription's filter fits 1 of 10 tasks. What becomes of the other nine there?", 2, "They wait", "They are nacked", "They are acknowledged, unseen"),
        Captions =
        [
            Caption.On(LabEventKind.Delivered, 1, "Straight to its user's worker; nobody else sees it."),
            Caption.On(LabEventKind.Acked, 100, "A hundred done, and not one nack."),
        ],
        Card = static result => new Card(
            "A filter sends each task straight to its user.",
            $"{result.ValueOf("deliveries per useful message"):0.0} deliveries a task, {result.ValueOf("nacks"):0} nacks",
            [
                result.Bar("with filters", "deliveries per useful message", "0.0"),
                new CardBar("nacks, in turn", NackTheory.InTurn((int)(result.ValueOf("subscriptions") ?? 1)), $"{NackTheory.InTurn((int)(result.ValueOf("subscriptions") ?? 1)):0.0} by theory"),
                new CardBar("nacks, at random", NackTheory.AtRandom((int)(result.ValueOf("subscriptions") ?? 1)), $"{NackTheory.AtRandom((int)(result.ValueOf("subscriptions") ?? 1)):0.0} by theory"),
            ]),
        Variations = [new Variation("20 users", new RunSettings { Workers = 20, Messages = 200 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var capabilities = await context.Transport.GetCapabilitiesAsync(cancellation);
        if (capabilities is { Filters: false, UserRouting: false })
        {
            return ExperimentResult.NotPossible(
                Name, $"This backend ({context.Transport.Description}) ignores filters: it was tried, and a message that does not match was delivered. Run it on the embedded backend or on Google Cloud.");
        }

        var users = UserTargeting.Users(context.Workers ?? 10);
        var perUser = Math.Max(1, (context.Messages ?? 20 * users.Count) / users.Count);
        await using var scene = await context.OpenAsync(
            "user-filter", [.. users.Select(u => new SubscriptionSpec(u, "") { Filter = $"attributes.user_id = \"{u}\"" })], null, cancellation);
        context.Say($"{users.Count} workers, each for one user, each on a subscription filtered for that user; {perUser} tasks a user.");
        var workerOf = await UserTargeting.SpawnAsync(scene, users, user => user, cancellation);
        await UserTargeting.SendAsync(context, scene, users, perUser, cancellation);

        var facts = scene.Facts;
        var wrong = UserTargeting.WronglyKept(facts.ReadStories(), workerOf);
        var perUseful = facts.Done == 0 ? double.NaN : (double)facts.Delivered / facts.Done;
        return ExperimentResult.From(
            Name,
            $"Yes: {(capabilities.Filters ? "attributes and filters" : "a queue for each user, by routing key")}. {facts.Done} tasks for {users.Count} users took {perUseful:0.00} deliveries each and {facts.Nacked} nacks.",
            [
                new Expectation("tasks that reached their user", $"{facts.Published}", $"{facts.Done}", facts.Done == facts.Published),
                new Expectation("kept by another user's worker", "0", $"{wrong}", wrong == 0),
                new Expectation("nacks", "0", $"{facts.Nacked}", facts.Nacked == 0),
                new Expectation("deliveries per useful message", "1", $"{perUseful:0.00}", perUseful == 1),
            ],
            [
                new Figure("subscriptions", users.Count),
                new Figure("tasks", facts.Published),
                new Figure("deliveries per useful message", perUseful),
                new Figure("nacks", facts.Nacked),
            ]);
    }
}
