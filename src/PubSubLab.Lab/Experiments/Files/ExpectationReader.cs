namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Reads the expectations, and refuses those that no run can meet together.</summary>
internal sealed class ExpectationReader(ExperimentPlan plan)
{
    /// <summary>Measures of which the first is never more than the second.</summary>
    private static readonly (string Smaller, string Larger)[] s_order =
    [
        ("messages", "deliveries"), ("acked", "deliveries"), ("nacked", "deliveries"), ("expired", "deliveries"), ("mostOutstanding", "deliveries"), ("outstanding", "mostOutstanding"),
        ("messages", "published"), ("lost", "published"), ("waiting", "published"), ("unmatched", "published"), ("deadLettered", "published"), ("duplicates", "deliveries"),
        ("outOfOrder", "messages"), ("latencyP50", "latencyP99"), ("latencyP99", "latencyMax"), ("latencyP50", "latencyMax"),
    ];

    private readonly Dictionary<(string? Subscription, int? Worker, TimeSpan? At, string What), (PlannedExpectation Read, PlanNode Node)> _all = [];

    public IReadOnlyList<PlannedExpectation> Read(IReadOnlyList<PlanMap> entries, PlanNode list)
    {
        if (entries.Count == 0)
        {
            throw list.Wrong("an experiment expects at least one thing; without that nothing can fail.");
        }

        foreach (var entry in entries)
        {
            ReadEntry(entry);
        }

        foreach (var (key, one) in _all)
        {
            foreach (var (_, larger) in s_order.Where(o => o.Smaller == key.What))
            {
                // Traffic counts once; the other measures are sums over the subscriptions.
                if (larger == "published" && key.Subscription is null && plan.Subscriptions.Count > 1 && key.What is not ("lost" or "unmatched"))
                {
                    continue;
                }

                if (_all.TryGetValue(key with { What = larger }, out var other) && one.Read.Range.Least > other.Read.Range.Most)
                {
                    throw one.Node.Wrong($"{key.What} {one.Read.Range.Text} contradicts {larger} {other.Read.Range.Text} in line {other.Node.Line}: {key.What} is never more than {larger}.");
                }
            }

            CheckSum(key, one);
        }

        return [.. _all.Values.Select(e => e.Read)];
    }

    private void ReadEntry(PlanMap entry)
    {
        var subscription = entry.At("subscription")?.Choice([.. plan.Subscriptions.Select(s => s.Spec.Name)], "subscription");
        var worker = entry.Number("worker");
        var at = entry.Time("at");
        var measures = entry.Names.Where(Measure.Names.Contains).ToList();
        if (measures.Count == 0)
        {
            throw entry.Node.Wrong($"an expectation counts at least one of {string.Join(", ", Measure.Names)}.");
        }

        if (worker is { } program && program <= plan.EachWorker.Count && plan.EachWorker[program - 1].Application is not null)
        {
            throw entry.At("worker")!.Wrong($"worker {program} is a program of its own, whose streams have no number; expect of its subscription.");
        }

        if (worker > plan.EachWorker.Count)
        {
            throw entry.At("worker")!.Wrong($"there is no worker {worker}; {(plan.EachWorker.Count == 0 ? "the file has no workers" : $"the workers are 1 to {plan.EachWorker.Count}")}.");
        }

        if (worker is not null && subscription is not null)
        {
            throw entry.At("subscription")!.Wrong("a worker has one subscription; leave 'subscription' or 'worker' out.");
        }

        if (at > plan.Within)
        {
            throw entry.At("at")!.Wrong($"{Durations.Format(at.Value)} is after the end of the run, which takes at most {Durations.Format(plan.Within)} (within).");
        }

        foreach (var name in measures)
        {
            Add(entry, Measure.Named(name), subscription, worker, at);
        }
    }

    private void Add(PlanMap entry, Measure measure, string? subscription, int? worker, TimeSpan? at)
    {
        var node = entry.At(measure.Name)!;
        var range = CountRange.Parse(node.Text(), measure.Unit, out var problem);
        if (problem is not null)
        {
            throw node.Wrong(problem);
        }

        if (worker is not null && !measure.OfWorker)
        {
            throw node.Wrong($"'{measure.Name}' is not told of one worker; write one of {string.Join(", ", Measure.All.Where(m => m.OfWorker).Select(m => m.Name))}.");
        }

        if (subscription is not null && !measure.OfSubscription)
        {
            throw node.Wrong($"'{measure.Name}' is not told of one subscription; leave 'subscription' out.");
        }

        CheckPossible(measure, subscription, range, node);
        var read = new PlannedExpectation(subscription, worker, at, measure, range);
        if (!_all.TryAdd((subscription, worker, at, measure.Name), (read, node)))
        {
            var other = _all[(subscription, worker, at, measure.Name)];
            throw node.Wrong($"{read.Label} is expected in line {other.Node.Line} already{(other.Read.Range == range ? "" : $", as {other.Read.Range.Text}")}; keep one of them.");
        }
    }

    // A measure that this file can never show would be red, or without keys green, for no reason.
    private void CheckPossible(Measure measure, string? subscription, CountRange range, PlanNode node)
    {
        var scope = plan.Subscriptions.Where(s => subscription is null || s.Spec.Name == subscription).Select(s => s.Spec).ToList();
        var missing = measure.Name switch
        {
            "filteredOut" when range.Least > 0 && scope.All(s => s.Filter is null) => "no subscription here has a filter",
            "deadLettered" when range.Least > 0 && scope.All(s => s.DeadLetterTopic is null) => "no subscription here has a deadLetter topic",
            "outOfOrder" when plan.Traffic.All(t => string.IsNullOrEmpty(t.Draft.OrderingKey)) => "no traffic has an orderingKey",
            _ => null,
        };
        if (missing is not null)
        {
            throw node.Wrong($"'{measure.Name}' can only be 0, because {missing}; add it, or leave '{measure.Name}' out.");
        }

        // A program can publish too.
        var traffic = plan.Traffic.Sum(t => (long)t.Count);
        if (!plan.HasApplications && measure.Name is "published" or "unmatched" && subscription is null && range.Least > traffic)
        {
            throw node.Wrong($"{measure.Name} {range.Text} contradicts the traffic, which is {traffic:N0} messages.");
        }
    }

    // Each message that it could get is acknowledged, dead-lettered or lost.
    private void CheckSum((string? Subscription, int? Worker, TimeSpan? At, string What) key, (PlannedExpectation Read, PlanNode Node) one)
    {
        if (key.What != "published" || key.Subscription is null
            || !_all.TryGetValue(key with { What = "acked" }, out var acked) || !_all.TryGetValue(key with { What = "lost" }, out var lost))
        {
            return;
        }

        var letters = plan.Subscriptions.First(s => s.Spec.Name == key.Subscription).Spec.DeadLetterTopic is null ? 0
            : _all.TryGetValue(key with { What = "deadLettered" }, out var dead) ? dead.Read.Range.Most : long.MaxValue;
        if (one.Read.Range.Least > Sum(acked.Read.Range.Most, Sum(lost.Read.Range.Most, letters)))
        {
            throw one.Node.Wrong($"published {one.Read.Range.Text} contradicts acked {acked.Read.Range.Text} and lost {lost.Read.Range.Text}: each message is acknowledged, dead-lettered or lost.");
        }
    }

    private static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
