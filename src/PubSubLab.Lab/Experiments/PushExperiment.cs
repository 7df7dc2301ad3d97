using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments;

/// <summary>A push endpoint that is slow, fails, and recovers; the number of requests under way shows the push window.</summary>
public sealed class PushExperiment : IExperiment
{
    /// <summary>Google's emulator posts so many at once, always.</summary>
    private const int FewAtOnce = 2;

    private static readonly TimeSpan s_failing = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "push";

    /// <inheritdoc/>
    public string Title => "A slow and failing endpoint";

    /// <inheritdoc/>
    public string Question => "How does Pub/Sub treat a push endpoint that is slow or fails?";

    /// <inheritdoc/>
    public string WatchFor => "The endpoint's lanes: more of them with each success, one after the failures, and more again when it recovers.";

    /// <inheritdoc/>
    public string Rule =>
        "The number of requests under way, the push window, grows with each success and shrinks with each failure. After failures messages wait 100 ms to 60 s before they are " +
        "sent again (Pub/Sub docs, Push subscriptions, Delivery rate and Push backoff).";

    /// <inheritdoc/>
    public Lesson Lesson { get; } = new()
    {
        Order = 140,
        Prediction = Prediction.OfRule(
            "30 messages wait for an endpoint that answers 503 for 4 s. What does Pub/Sub do meanwhile?", 1,
            "It sends on as fast as before", "It sends fewer, and waits longer each time", "It gives up and deletes them"),
        Captions =
        [
            Caption.On(LabEventKind.Acked, 20, "Slow but good: each success lets one more be under way."),
            Caption.On(LabEventKind.Nacked, 5, "503s: the window shrinks, and the waits grow."),
            Caption.On(LabEventKind.Acked, 62, "It answers again: the window grows from one."),
        ],
        Card = static result => new Card(
            "A failing endpoint gets fewer requests; nothing is lost.",
            $"{result.ValueOf("at once, slow"):0} at once, then {result.ValueOf("at once, failing"):0}, then {result.ValueOf("at once, recovered"):0}",
            [
                result.Bar("slow", "at once, slow", "0", "at once"),
                result.Bar("failing", "at once, failing", "0", "at once"),
                result.Bar("recovered", "at once, recovered", "0", "at once"),
            ]),
        Variations = [new Variation("180 tasks", new RunSettings { Messages = 180 })],
    };

    /// <inheritdoc/>
    public async Task<ExperimentResult> RunAsync(ExperimentContext context, CancellationToken cancellation)
    {
        var can = await context.Transport.GetCapabilitiesAsync(cancellation);
        if (!can.Push || context.Ports.Push is not { } endpoints)
        {
            return ExperimentResult.NotPossible(
                Name, $"{context.Transport.Description} {(can.Push ? "does not reach an endpoint in this process" : "has no push subscriptions")}; the embedded emulator does it.");
        }

        var tasks = context.Messages ?? 90;
        var (slow, failing) = (tasks - (tasks / 3), tasks / 3);
        var visits = new PushVisits(context.Journal, toldByBroker: can.BrokerEvents);
        await using var endpoint = await endpoints.OpenAsync(visits.AnswerAsync, cancellation);
        await using var scene = await context.OpenAsync("push", [new SubscriptionSpec("pushed", "") { PushEndpoint = endpoint.Address }], null, cancellation);
        visits.Telling.Of(scene.Topic, scene.NameOf("pushed"), endpoint.Address);
        context.Say($"{slow} tasks for the endpoint {endpoint.Address}, which answers 200 after {Durations.Format(PushVisits.SlowAnswer)}.");
        var begun = context.Journal.Now;
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = slow }, null, cancellation);
        await WaitAsync(context, scene, slow, cancellation);

        var fails = context.Journal.Now;
        visits.Fails = true;
        context.Say($"The endpoint fails: it answers 503 for {Durations.Format(s_failing)}, and {failing} more tasks are published.");
        await scene.Publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = failing }, null, cancellation);
        await Task.Delay(s_failing, context.Journal.Time, cancellation);

        var recovers = context.Journal.Now;
        visits.Fails = false;
        context.Say("It recovers: it answers 200 again.");
        await WaitAsync(context, scene, tasks, cancellation);
        var end = context.Journal.Now;
        var most = visits.MostAtOnce(begun, end);
        return most <= FewAtOnce && most == visits.MostAtOnce(recovers, end) && scene.Facts.Done == tasks
            ? ExperimentResult.NotPossible(
                Name, $"{context.Transport.Description} keeps at most {most} requests under way, whatever the endpoint answers, so no push window is seen. All {tasks} tasks arrived. The embedded emulator has the window.")
            : Judge(scene, visits, tasks, begun, fails, recovers, end);
    }

    private static async Task WaitAsync(ExperimentContext context, Scene scene, int acked, CancellationToken cancellation)
    {
        if (!await scene.WaitUntilAsync(f => f.Acked >= acked, s_patience, cancellation))
        {
            context.Say($"Gave up waiting: {scene.Facts.Acked} of {acked} were acknowledged. The endpoint is on this machine's loopback address, so a broker elsewhere does not reach it.");
        }
    }

    private ExperimentResult Judge(Scene scene, PushVisits visits, int tasks, TimeSpan begun, TimeSpan fails, TimeSpan recovers, TimeSpan end)
    {
        var slow = visits.MostAtOnce(begun, fails);

        // In the second half of the failures the first ones have had their effect.
        var failing = visits.MostAtOnce(fails + ((recovers - fails) / 2), recovers);
        var recovered = visits.MostAtOnce(recovers, end);
        var (requests, pause) = (visits.Count(fails, recovers), visits.LongestPause(fails, recovers));
        var done = scene.Facts.Done;
        return ExperimentResult.From(
            Name,
            $"{slow} requests were under way at once while the endpoint was slow, {failing} while it failed, and {recovered} after it recovered. In {Durations.Format(recovers - fails)} of failures it got "
            + $"{requests} requests, with pauses of up to {Durations.Format(pause)}. {done} of {tasks} tasks arrived.",
            [
                new Expectation("tasks that arrived in the end", $"{tasks}", $"{done}", done == tasks),
                new Expectation("under way at once, slow", "more than 1", $"{slow}", slow > 1),
                new Expectation("under way at once, failing", "fewer than slow", $"{failing}", failing < slow),
                new Expectation("under way at once, recovered", "more than failing", $"{recovered}", recovered > failing),
                new Expectation("the longest pause during the failures", "at least 100 ms", Durations.Format(pause), pause >= TimeSpan.FromMilliseconds(100)),
            ],
            [
                new Figure("at once, slow", slow), new Figure("at once, failing", failing), new Figure("at once, recovered", recovered),
                new Figure("requests during the failures", requests), new Figure("longest pause during the failures", pause.TotalSeconds, "s"), new Figure("tasks", tasks),
            ]);
    }
}
