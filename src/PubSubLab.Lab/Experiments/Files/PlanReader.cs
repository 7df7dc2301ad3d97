using System.Globalization;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Shared;
using YamlDotNet.RepresentationModel;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Reads an experiment's file. What is wrong with it is said with file, line, column and field, before anything runs.</summary>
internal sealed class PlanReader
{
    private static readonly string[] s_ofPrograms = ["command", "connects"];
    private static readonly string[] s_ofLabsWorkers = ["handler", "users", "maxInFlight"];

    private readonly IFilterChecker? _filters;
    private readonly IReadOnlyList<string> _handlers;

    private PlanReader(IFilterChecker? filters, IReadOnlyList<string> handlers) => (_filters, _handlers) = (filters, handlers);

    /// <summary>Reads one.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The file's name in error messages.</param>
    /// <param name="filters">Checks the filters; null to leave that to the broker.</param>
    /// <param name="handlers">Names of the handlers that its workers can have; null for the lab's own.</param>
    /// <exception cref="LabException">Something in it is wrong.</exception>
    public static ExperimentPlan Read(string text, string file, IFilterChecker? filters = null, IReadOnlyList<string>? handlers = null)
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

        return documents.Count switch
        {
            0 => throw new LabException($"{file} is empty. 'pubsublab experiment --example' prints an experiment."),
            1 => new PlanReader(filters, handlers ?? HandlerCatalog.BuiltIn).ReadPlan(new PlanNode(documents[0].RootNode, file, "")),
            _ => throw new PlanNode(documents[1].RootNode, file, "").Wrong("a second document begins here, and a file is one experiment; put it into a file of its own."),
        };
    }

    /// <summary>An error about the whole file.</summary>
    public static LabException Wrong(string file, GuardedYamlException e) =>
        new($"{file}{(e.Line is { } line ? $", line {line}" : "")}{(e.Column is { } column ? $", column {column}" : "")}: {e.Message}", e);

    private ExperimentPlan ReadPlan(PlanNode root)
    {
        var fields = root.Fields(PlanFields.Root);
        var name = fields.At("name")!.Line1(100);
        var subscriptions = Items(fields, "subscriptions", PlanFields.Subscription, ReadSubscription);
        PlanCheck.Subscriptions(subscriptions);
        var workers = Items(fields, "workers", PlanFields.Worker, f => ReadWorker(f, subscriptions.Select(s => s.Read)));
        PlanCheck.Workers(fields, workers, subscriptions);
        var traffic = Items(fields, "traffic", PlanFields.Traffic, ReadTraffic);
        PlanCheck.Traffic(traffic, subscriptions);
        var faults = Items(fields, "faults", PlanFields.Fault, FaultReader.Read);
        var plan = new ExperimentPlan
        {
            Name = name,
            Question = fields.At("question")?.Line1(300) ?? $"Does {name} do what is expected?",
            WatchFor = fields.At("watchFor")?.Line1(300) ?? "What the expectations name.",
            Prediction = fields.At("predict") is { } predict ? ReadPrediction(predict) : null,
            SlowFor = fields.Time("slow"),
            FailedAttempts = fields.Number("failedAttempts"),
            Within = fields.Time("within") ?? TimeSpan.FromSeconds(60),
            Quiet = fields.Time("quiet") ?? TimeSpan.FromSeconds(2),
            Topic = fields.Id("topic"),
            Subscriptions = [.. subscriptions.Select(s => s.Read)],
            Workers = [.. workers.Select(w => w.Read)],
            Traffic = [.. traffic.Select(t => t.Read)],
            Faults = [.. faults.Select(f => f.Read)],
        };
        PlanCheck.Times(fields, plan, traffic, faults);
        PlanCheck.Faults(plan, faults);
        var expected = fields.At("expect")!.Items().Select(n => n.Fields(PlanFields.Expectation)).ToList();
        return plan with { Expectations = new ExpectationReader(plan).Read(expected, fields.At("expect")!) };
    }

    private static List<ReadPart<T>> Items<T>(PlanMap fields, string name, IReadOnlyList<PlanField> rules, Func<PlanMap, T> read)
    {
        if (fields.At(name) is not { } node)
        {
            return [];
        }

        var items = node.Items().Select(n => n.Fields(rules)).Select(f => new ReadPart<T>(f, read(f))).ToList();
        return items.Count > 0 ? items : throw node.Wrong($"'{name}' has no entry; add one, or leave it out.");
    }

    private static PlannedPrediction ReadPrediction(PlanNode node)
    {
        var fields = node.Fields(PlanFields.Prediction);
        var list = fields.At("answers")!;
        var answers = list.Items().Select(a => a.Text()).ToList();
        if (answers.Count is < 2 or > 4 || answers.Distinct(StringComparer.Ordinal).Count() < answers.Count)
        {
            throw list.Wrong($"a prediction has two to four different answers, and here are {answers.Count}.");
        }

        // The answer itself, or its number.
        var correct = fields.At("correct")!;
        var at = answers.IndexOf(correct.Text());
        return new PlannedPrediction(fields.At("question")!.Text(), answers, at >= 0 ? at
            : int.TryParse(correct.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= answers.Count ? n - 1
            : throw correct.Wrong($"'{correct.Text()}' is none of the answers; write one of them, or its number from 1 to {answers.Count}."));
    }

    private PlannedSubscription ReadSubscription(PlanMap fields)
    {
        fields.Needs("retryAtMost", "retryAfter");
        fields.Needs("attempts", "deadLetter");
        var push = fields.At("push")?.Fields(PlanFields.Push);
        push?.Needs("status", "fails");
        var spec = new SubscriptionSpec(fields.Id("name")!, fields.Id("topic") ?? "")
        {
            Filter = fields.At("filter")?.Filter(_filters),
            AckDeadline = fields.Time("ackDeadline") ?? TimeSpan.FromSeconds(10),
            MinimumBackoff = fields.Time("retryAfter"),
            // Said to every broker: a transport has another default for what a run makes.
            MaximumBackoff = fields.Time("retryAtMost") ?? (fields.Has("retryAfter") ? TimeSpan.FromSeconds(600) : null),
            DeadLetterTopic = fields.Id("deadLetter"),
            MaxDeliveryAttempts = fields.Number("attempts") ?? 5,
            Ordering = fields.Flag("ordering"),
            ExactlyOnce = fields.Flag("exactlyOnce"),
            Retention = fields.Time("retention") ?? TimeSpan.FromDays(7),
            RetainAcked = fields.Flag("retainAcked"),
        };
        return new PlannedSubscription(spec, push is null ? null : new PlannedPush(push.Time("takes") ?? TimeSpan.Zero, push.Number("fails") ?? 0, push.Number("status") ?? 503));
    }

    private PlannedWorkers ReadWorker(PlanMap fields, IEnumerable<PlannedSubscription> subscriptions)
    {
        var name = fields.At("subscription")!.Id();
        var users = fields.At("users")?.Items().Select(u => u.Line1(128)).ToList();
        if (users is { Count: 0 })
        {
            throw fields.At("users")!.Wrong("a worker for users needs at least one user_id; leave 'users' out for every message.");
        }

        var spec = new WorkerSpec
        {
            Subscription = name,
            Handler = fields.At("handler")?.Choice(_handlers, "handler") ?? "echo",
            Accepts = users is null ? AcceptanceRule.Everything : AcceptanceRule.Users(users),
            MaxInFlight = fields.Number("maxInFlight") ?? 1_000,
            AckDeadline = subscriptions.FirstOrDefault(s => s.Spec.Name == name)?.Spec.AckDeadline ?? TimeSpan.FromSeconds(10),
        };
        return new PlannedWorkers(spec, fields.Number("count") ?? 1, ReadApplication(fields));
    }

    private static PlannedApplication? ReadApplication(PlanMap fields)
    {
        if (!fields.Flag("external"))
        {
            return s_ofPrograms.FirstOrDefault(fields.Has) is { } alone
                ? throw fields.At(alone)!.Wrong($"'{alone}' means nothing without 'external: true'; add it, or leave '{alone}' out.")
                : null;
        }

        // A program decides these by itself.
        if (s_ofLabsWorkers.FirstOrDefault(fields.Has) is { } field)
        {
            throw fields.At(field)!.Wrong($"'{field}' is for workers of the lab, and an external one is your program; leave it out.");
        }

        return new PlannedApplication(fields.At("command")?.Line1(1_000), fields.Time("connects") ?? TimeSpan.FromSeconds(30));
    }

    private static PlannedTraffic ReadTraffic(PlanMap fields)
    {
        fields.Needs("rampTo", "every");
        fields.Needs("burst", "every");
        if (fields.Has("user") && fields.Has("users"))
        {
            throw fields.At("users")!.Wrong("a message has one user: write either 'user' or 'users'.");
        }

        var draft = new TaskDraft
        {
            Json = fields.At("task")?.Text() ?? TaskDraft.SeedTask,
            UserId = fields.At("user")?.Text(),
            Attributes = fields.At("attributes")?.Pairs() ?? new Dictionary<string, string>(StringComparer.Ordinal),
            OrderingKey = fields.At("orderingKey")?.Text(),
        };
        if (draft.Attributes.ContainsKey(PlannedTraffic.PoisonAttribute))
        {
            throw fields.At("attributes")!.Wrong("the attribute 'poison' marks messages that no handler can handle; write 'poison: 10%' for a share of them.");
        }

        var traffic = new PlannedTraffic(draft)
        {
            Count = fields.Number("count") ?? 1,
            At = fields.Time("at") ?? TimeSpan.Zero,
            Every = fields.Time("every") ?? TimeSpan.Zero,
            RampTo = fields.Time("rampTo"),
            Burst = fields.Number("burst") ?? 1,
            Topic = fields.Id("topic") ?? "",
            Users = fields.Number("users") ?? 0,
            Poison = fields.At("poison")?.Share() ?? 0,
        };
        var first = traffic.ToOrder(null, 0).DraftOf!(1) with { Attributes = draft.Attributes };
        try
        {
            first.Build();
        }
        catch (LabException e)
        {
            throw (fields.At(first.FindProblem() is null ? "attributes" : "task") ?? fields.Node).Wrong(e.Message);
        }

        return traffic;
    }
}
