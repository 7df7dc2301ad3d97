using System.Globalization;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Shared;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Reads an experiment's file. What is wrong with it is said with file, line and field.</summary>
internal static class PlanReader
{
    public static ExperimentPlan Read(string text, string file, IReadOnlyList<string>? handlers = null)
    {
        IReadOnlyList<YamlDocument> documents;
        try
        {
            documents = GuardedYaml.Parse(text);
        }
        catch (GuardedYamlException e)
        {
            throw Wrong(file, e);
        }

        if (documents.Count == 0)
        {
            throw new LabException($"{file} is empty. docs/experiment.example.yaml shows what an experiment is.");
        }

        var root = new PlanNode(documents[0].RootNode, file, "");
        var fields = root.Fields("name", "question", "watchFor", "predict", "slow", "failedAttempts", "within", "quiet", "subscriptions", "workers", "traffic", "faults", "expect");
        IReadOnlyList<T> All<T>(string name, Func<PlanNode, T> read) => fields.TryGetValue(name, out var node) ? [.. node.Items().Select(read)] : [];
        var plan = new ExperimentPlan
        {
            Name = Required(root, fields, "name").Text(),
            Question = fields.TryGetValue("question", out var question) ? question.Text() : $"Does {Required(root, fields, "name").Text()} do what is expected?",
            WatchFor = fields.TryGetValue("watchFor", out var watch) ? watch.Text() : "What the expectations name.",
            Prediction = fields.TryGetValue("predict", out var predict) ? ReadPrediction(predict) : null,
            SlowFor = fields.TryGetValue("slow", out var slow) ? slow.Time() : null,
            FailedAttempts = fields.TryGetValue("failedAttempts", out var failed) ? failed.Number(0, 1_000) : null,
            Within = fields.TryGetValue("within", out var within) ? within.Time() : TimeSpan.FromSeconds(60),
            Quiet = fields.TryGetValue("quiet", out var quiet) ? quiet.Time() : TimeSpan.FromSeconds(2),
            Subscriptions = All("subscriptions", ReadSubscription),
            Workers = All("workers", node => ReadWorker(node, handlers ?? HandlerCatalog.BuiltIn)),
            Traffic = All("traffic", ReadOrder),
            Faults = All("faults", ReadFault),
            Expectations = [.. All("expect", ReadExpectations).SelectMany(e => e)],
        };
        Check(root, plan);
        return plan;
    }

    /// <summary>An error about the whole file.</summary>
    public static LabException Wrong(string file, GuardedYamlException e) => new($"{file}{(e.Line is { } line ? $", line {line}" : "")}: {e.Message}", e);

    private static void Check(PlanNode root, ExperimentPlan plan)
    {
        var names = plan.Subscriptions.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0 || plan.Traffic.Count == 0 || plan.Expectations.Count == 0)
        {
            throw root.Wrong("an experiment has at least one entry under subscriptions, traffic and expect.");
        }

        var missing = plan.Workers.Select(w => w.Spec.Subscription).Concat(plan.Expectations.Select(e => e.Subscription))
            .Concat(plan.Faults.Where(f => f.Kind == PlannedFaultKind.BreakStreams).Select(f => f.Target))
            .FirstOrDefault(s => s is not null && !names.Contains(s));
        if (missing is not null)
        {
            throw root.Wrong($"there is no subscription '{missing}'; there are {string.Join(", ", names)}.");
        }
    }

    private static PlannedPrediction ReadPrediction(PlanNode node)
    {
        var fields = node.Fields("question", "answers", "correct");
        var question = Required(node, fields, "question").Text();
        var list = Required(node, fields, "answers");
        var answers = list.Items().Select(a => a.Text()).ToList();
        if (answers.Count is < 2 or > 4 || answers.Distinct(StringComparer.Ordinal).Count() < answers.Count)
        {
            throw list.Wrong($"a prediction has two to four different answers, and here are {answers.Count}.");
        }

        // The answer itself, or its number.
        var correct = Required(node, fields, "correct");
        var at = answers.IndexOf(correct.Text());
        return new PlannedPrediction(question, answers, at >= 0 ? at : int.TryParse(correct.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= answers.Count
            ? n - 1
            : throw correct.Wrong($"'{correct.Text()}' is none of the answers; write one of them, or its number from 1 to {answers.Count}."));
    }

    private static SubscriptionSpec ReadSubscription(PlanNode node)
    {
        var fields = node.Fields("name", "topic", "filter", "ackDeadline", "retryAfter", "retryAtMost", "deadLetter", "attempts", "ordering", "exactlyOnce");
        return new SubscriptionSpec(Required(node, fields, "name").Text(), fields.TryGetValue("topic", out var topic) ? topic.Text() : "")
        {
            Filter = fields.TryGetValue("filter", out var filter) ? filter.Text() : null,
            AckDeadline = fields.TryGetValue("ackDeadline", out var deadline) ? deadline.Time() : TimeSpan.FromSeconds(10),
            MinimumBackoff = fields.TryGetValue("retryAfter", out var retry) ? retry.Time() : null,
            MaximumBackoff = fields.TryGetValue("retryAtMost", out var most) ? most.Time() : null,
            DeadLetterTopic = fields.TryGetValue("deadLetter", out var letters) ? letters.Text() : null,
            MaxDeliveryAttempts = fields.TryGetValue("attempts", out var attempts) ? attempts.Number(5, 100) : 5,
            Ordering = fields.TryGetValue("ordering", out var ordering) && ordering.Flag(),
            ExactlyOnce = fields.TryGetValue("exactlyOnce", out var once) && once.Flag(),
        };
    }

    private static (WorkerSpec Spec, int Count) ReadWorker(PlanNode node, IReadOnlyList<string> handlers)
    {
        var fields = node.Fields("subscription", "handler", "users", "maxInFlight", "count");
        var handler = fields.TryGetValue("handler", out var h) ? h.Text() : "echo";
        if (!handlers.Contains(handler))
        {
            throw h!.Wrong($"there is no handler '{handler}'; there are {string.Join(", ", handlers)}.");
        }

        var spec = new WorkerSpec
        {
            Subscription = Required(node, fields, "subscription").Text(),
            Handler = handler,
            Accepts = fields.TryGetValue("users", out var users) ? AcceptanceRule.Users(users.Items().Select(u => u.Text())) : AcceptanceRule.Everything,
            MaxInFlight = fields.TryGetValue("maxInFlight", out var max) ? max.Number(1, 100_000) : 1_000,
        };
        return (spec, fields.TryGetValue("count", out var count) ? count.Number(1, 100) : 1);
    }

    private static PublishOrder ReadOrder(PlanNode node)
    {
        var fields = node.Fields("count", "every", "task", "user", "attributes", "orderingKey");
        var draft = new TaskDraft
        {
            Json = fields.TryGetValue("task", out var task) ? task.Text() : TaskDraft.SeedTask,
            UserId = fields.TryGetValue("user", out var user) ? user.Text() : null,
            Attributes = fields.TryGetValue("attributes", out var attributes) ? attributes.Pairs() : new Dictionary<string, string>(StringComparer.Ordinal),
            OrderingKey = fields.TryGetValue("orderingKey", out var key) ? key.Text() : null,
        };
        try
        {
            draft.Build();
        }
        catch (LabException e)
        {
            throw node.Wrong(e.Message);
        }

        return new PublishOrder(draft)
        {
            Count = fields.TryGetValue("count", out var count) ? count.Number(1, 100_000) : 1,
            Every = fields.TryGetValue("every", out var every) ? every.Time() : TimeSpan.Zero,
        };
    }

    private static PlannedFault ReadFault(PlanNode node)
    {
        var fields = node.Fields("at", "kill", "loseAcks", "duplicate", "delay", "breakStreams", "failCalls", "count");
        var at = fields.TryGetValue("at", out var time) ? time.Time() : TimeSpan.Zero;
        var deeds = fields.Keys.Except(["at", "count"]).ToList();
        if (deeds.Count != 1)
        {
            throw node.Wrong("a fault is exactly one of kill, loseAcks, duplicate, delay, breakStreams, failCalls, with 'at' for the moment.");
        }

        var value = fields[deeds[0]];
        var count = fields.TryGetValue("count", out var many) ? many.Number(1, 1_000) : 1;
        return deeds[0] switch
        {
            "kill" => new PlannedFault(at, PlannedFaultKind.Kill, value.Number(1, 100), default, ""),
            "loseAcks" => new PlannedFault(at, PlannedFaultKind.LoseAcks, value.Number(1, 1_000), default, ""),
            "duplicate" => new PlannedFault(at, PlannedFaultKind.Duplicate, value.Number(1, 1_000), default, ""),
            "delay" => new PlannedFault(at, PlannedFaultKind.Delay, 0, value.Time(), ""),
            "breakStreams" => new PlannedFault(at, PlannedFaultKind.BreakStreams, 0, default, value.Text()),
            _ => new PlannedFault(at, PlannedFaultKind.FailCalls, count, default, value.Text()),
        };
    }

    private static IEnumerable<PlannedExpectation> ReadExpectations(PlanNode node)
    {
        var fields = node.Fields(["subscription", .. SubscriptionCount.Names]);
        var subscription = fields.TryGetValue("subscription", out var s) ? s.Text() : null;
        var counts = fields.Where(f => f.Key != "subscription").ToList();
        if (counts.Count == 0)
        {
            throw node.Wrong($"an expectation counts at least one of {string.Join(", ", SubscriptionCount.Names)}.");
        }

        return counts.Select(c => new PlannedExpectation(
            subscription, c.Key, CountRange.Parse(c.Value.Text()) ?? throw c.Value.Wrong($"'{c.Value.Text()}' is not a count; write 20, >= 20, <= 3 or 10..20.")));
    }

    private static PlanNode Required(PlanNode node, IReadOnlyDictionary<string, PlanNode> fields, string name) =>
        fields.TryGetValue(name, out var value) ? value : throw node.Wrong($"the field '{name}' is missing.");
}
