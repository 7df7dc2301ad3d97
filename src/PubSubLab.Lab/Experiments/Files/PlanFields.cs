using PubSubLab.Lab.Handlers;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Every field of an experiment's file. The reader, the reference and the schema are made from these.</summary>
internal static class PlanFields
{
    private const double Day = 24 * 60 * 60;

    public static IReadOnlyList<PlanField> Prediction { get; } =
    [
        new("question", FieldKind.Text, "The set-up and the question.", "Who gets its order?") { IsRequired = true },
        new("answers", FieldKind.Texts, "Two to four answers.", "[nobody, another worker]") { IsRequired = true },
        new("correct", FieldKind.Text, "The right answer, or its number from 1.", "2") { IsRequired = true },
    ];

    public static IReadOnlyList<PlanField> Push { get; } =
    [
        new("takes", FieldKind.Time, "The time that an answer takes.", "100ms") { Default = "0 s", Most = 600 },
        new("fails", FieldKind.Number, "Attempts of each message that are answered with a failure.", "2") { Default = "0", Most = 1_000 },
        new("status", FieldKind.Number, "The HTTP status of a failure.", "503") { Default = "503", Least = 400, Most = 599 },
    ];

    public static IReadOnlyList<PlanField> Subscription { get; } =
    [
        new("name", FieldKind.Name, "Its name in this file.", "orders") { IsRequired = true },
        new("topic", FieldKind.Name, "A further topic that it is on.", "letters") { Default = "the run's topic" },
        new("filter", FieldKind.Filter, "The filter, in Pub/Sub's language.", "attributes.region = \"eu\""),
        new("ackDeadline", FieldKind.Time, "Duration of a lease; whole seconds.", "30s") { Default = "10 s", Least = 10, Most = 600 },
        new("retryAfter", FieldKind.Time, "The shortest wait before a redelivery.", "1s") { Default = "at once", Most = 600 },
        new("retryAtMost", FieldKind.Time, "The longest wait; needs retryAfter.", "30s") { Default = "600 s", Most = 600 },
        new("deadLetter", FieldKind.Name, "The topic that takes a message after its last attempt.", "letters"),
        new("attempts", FieldKind.Number, "Attempts before that; needs deadLetter.", "5") { Default = "5", Least = 5, Most = 100 },
        new("ordering", FieldKind.Flag, "Delivery in order for each ordering key.", "true") { Default = "false" },
        new("exactlyOnce", FieldKind.Flag, "Exactly-once delivery; not with push.", "true") { Default = "false" },
        new("retention", FieldKind.Time, "The time for which the broker keeps a message.", "10m") { Default = "7 days", Least = 600, Most = 24 * Day },
        new("retainAcked", FieldKind.Flag, "Whether acknowledged messages are kept too, for a seek.", "true") { Default = "false" },
        new("push", FieldKind.Map, "An endpoint that the broker pushes to; no workers then.", "{ takes: 100ms }") { Inside = Push },
    ];

    public static IReadOnlyList<PlanField> Worker { get; } =
    [
        new("subscription", FieldKind.Name, "Where it listens.", "orders") { IsRequired = true },
        new("handler", FieldKind.Text, "The handler.", "slow") { Default = "echo", Choices = HandlerCatalog.BuiltIn },
        new("users", FieldKind.Texts, "The users whose messages it keeps; it nacks others.", "[user1, user2]") { Default = "every message" },
        new("maxInFlight", FieldKind.Number, "The most messages that it has at a time.", "10") { Default = "1,000", Least = 1, Most = 100_000 },
        new("external", FieldKind.Flag, "Whether it is a program of yours, in any language (external.md).", "true") { Default = "false" },
        new("command", FieldKind.Text, "The line of the shell that starts that program, in this file's folder.", "node service.js") { Default = "you start it" },
        new("connects", FieldKind.Time, "The time limit until it opens a stream; 0s begins without.", "30s") { Default = "30 s", Most = 600 },
        new("count", FieldKind.Number, "Number of such workers.", "3") { Default = "1", Least = 1, Most = 100 },
    ];

    public static IReadOnlyList<PlanField> Traffic { get; } =
    [
        new("count", FieldKind.Number, "Number of messages.", "100") { Default = "1", Least = 1, Most = 100_000 },
        new("at", FieldKind.Time, "When it begins.", "5s") { Default = "0 s" },
        new("every", FieldKind.Time, "The time between two messages, or two bursts.", "50ms") { Default = "0 s" },
        new("rampTo", FieldKind.Time, "That time at the end; it changes evenly. Needs every.", "5ms") { Default = "every" },
        new("burst", FieldKind.Number, "Messages at a time. Needs every.", "20") { Default = "1", Least = 1, Most = 100_000 },
        new("topic", FieldKind.Name, "The topic.", "letters") { Default = "the run's topic" },
        new("task", FieldKind.Text, "The body: JSON, with {n}, {uuid}, {now} and {user}.", "'{\"n\":{n}}'") { Default = "the lab's task" },
        new("attributes", FieldKind.Pairs, "The attributes; {n}, {uuid}, {now} and {user} in values.", "{ region: eu }"),
        new("orderingKey", FieldKind.Text, "The ordering key; {n} and {user} in it.", "\"{user}\""),
        new("user", FieldKind.Text, "The user_id.", "user1"),
        new("users", FieldKind.Number, "Number of users, user1 to userN, of which each message draws one.", "20") { Least = 1, Most = 100_000 },
        new("poison", FieldKind.Share, "Share of messages that no handler can handle (attribute poison).", "10%") { Default = "0 %" },
    ];

    public static IReadOnlyList<PlanField> Fault { get; } =
    [
        new("at", FieldKind.Time, "The moment.", "2s") { Default = "0 s" },
        new("kill", FieldKind.Number, "A worker, by its number, dies as a process does.", "1") { Least = 1, Most = 10_000 },
        new("stop", FieldKind.Number, "A worker finishes its messages and ends.", "1") { Least = 1, Most = 10_000 },
        new("restart", FieldKind.Number, "A worker ends, if it has not, and begins anew.", "1") { Least = 1, Most = 10_000 },
        new("loseAcks", FieldKind.Number, "The next acknowledgements are lost on their way.", "3") { Least = 1, Most = 1_000 },
        new("duplicate", FieldKind.Number, "The next deliveries arrive twice.", "3") { Least = 1, Most = 1_000 },
        new("delay", FieldKind.Time, "Deliveries wait so long from now on.", "500ms") { Most = 600 },
        new("breakStreams", FieldKind.Name, "The streams of a subscription are broken off.", "orders"),
        new("failCalls", FieldKind.Text, "The next calls of a method fail with UNAVAILABLE.", "Publish") { Choices = ["Publish", "StreamingPull", "Acknowledge", "ModifyAckDeadline"] },
        new("count", FieldKind.Number, "Number of those calls.", "5") { Default = "1", Least = 1, Most = 1_000 },
        new("restartBroker", FieldKind.Time, "The broker refuses calls so long; its messages stay, and push goes on.", "2s") { Least = 0.001, Most = 600 },
        new("snapshot", FieldKind.Name, "A snapshot with this name is made; needs of.", "before"),
        new("of", FieldKind.Name, "The subscription of that snapshot.", "orders"),
        new("seek", FieldKind.Name, "A subscription moves to an earlier state; needs to.", "orders"),
        new("to", FieldKind.Text, "A snapshot's name, or a time since the traffic began.", "before"),
    ];

    public static IReadOnlyList<PlanField> Expectation { get; } =
    [
        new("subscription", FieldKind.Name, "The subscription that is measured.", "orders") { Default = "all" },
        new("worker", FieldKind.Number, "The worker that is measured, by its number.", "1") { Default = "all", Least = 1, Most = 10_000 },
        new("at", FieldKind.Time, "The moment at which it is measured.", "5s") { Default = "the end" },
        .. Measure.All.Select(m => new PlanField(m.Name, m.Unit == MeasureUnit.Count ? FieldKind.Count : FieldKind.TimeRange, m.Meaning, m.Unit == MeasureUnit.Count ? ">= 20" : "<= 2s") { Default = "not measured" }),
    ];

    public static IReadOnlyList<PlanField> Root { get; } =
    [
        new("name", FieldKind.Text, "Its name.", "urgent-orders") { IsRequired = true },
        new("question", FieldKind.Text, "The question that it answers.", "Does a crash lose an order?") { Default = "from the name" },
        new("watchFor", FieldKind.Text, "Advice on the screen.", "Worker 1 dies.") { Default = "the expectations" },
        new("predict", FieldKind.Map, "A question before the run, on the screen.", "see below") { Inside = Prediction },
        new("slow", FieldKind.Time, "The time that the handler slow takes.", "500ms") { Default = "--slow-seconds, 5 s", Most = 3_600 },
        new("failedAttempts", FieldKind.Number, "Attempts of each message that the handler flaky fails.", "2") { Default = "1", Most = 1_000 },
        new("within", FieldKind.Time, "The limit of traffic and work. What is cut off has not passed.", "60s") { Default = "60 s", Least = 0.001, Most = 24 * Day },
        new("quiet", FieldKind.Time, "It has ended when nothing happens for so long.", "2s") { Default = "2 s", Least = 0.001, Most = 3_600 },
        new("topic", FieldKind.Name, "A fixed name of the run's topic; all other names are then fixed too. For external workers.", "orders") { Default = "names of the run's own" },
        new("subscriptions", FieldKind.List, "The subscriptions.", "see below") { IsRequired = true, Inside = Subscription },
        new("workers", FieldKind.List, "The workers, numbered from 1 in their order.", "see below") { Inside = Worker },
        new("traffic", FieldKind.List, "The messages; all entries run at the same time.", "see below") { IsRequired = true, Inside = Traffic },
        new("faults", FieldKind.List, "What happens at a moment. One deed in each entry.", "see below") { Inside = Fault },
        new("expect", FieldKind.List, "The expectations.", "see below") { IsRequired = true, Inside = Expectation },
    ];
}
