using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Checks the parts of a plan against each other.</summary>
internal static class PlanCheck
{
    public static void Subscriptions(IReadOnlyList<ReadPart<PlannedSubscription>> subscriptions)
    {
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (at, (spec, push)) in subscriptions)
        {
            if (!seen.TryAdd(spec.Name, at.Node.Line))
            {
                throw at.At("name")!.Wrong($"the subscription '{spec.Name}' is in line {seen[spec.Name]} already; give this one another name.");
            }

            if (at.Has("ackDeadline") && spec.AckDeadline.Ticks % TimeSpan.TicksPerSecond != 0)
            {
                throw at.At("ackDeadline")!.Wrong($"'{at.At("ackDeadline")!.Text()}' is not in whole seconds, which a deadline is.");
            }

            if (spec.MaximumBackoff < spec.MinimumBackoff)
            {
                throw at.At("retryAtMost")!.Wrong($"the longest wait, {Durations.Format(spec.MaximumBackoff.Value)}, is shorter than retryAfter, {Durations.Format(spec.MinimumBackoff.Value)}.");
            }

            if (spec.DeadLetterTopic is { } letters && letters == spec.Topic)
            {
                throw at.At("deadLetter")!.Wrong($"the dead letters of '{spec.Name}' go to its own topic, and come again for ever; name another topic.");
            }

            if (push is not null && spec.ExactlyOnce)
            {
                throw at.At("exactlyOnce")!.Wrong("exactly-once delivery works with pull only; leave 'push' or 'exactlyOnce' out.");
            }
        }
    }

    public static void Workers(PlanMap root, IReadOnlyList<ReadPart<PlannedWorkers>> workers, IReadOnlyList<ReadPart<PlannedSubscription>> subscriptions)
    {
        foreach (var (at, worker) in workers)
        {
            var node = at.At("subscription")!;
            var listens = KnownSubscription(node, subscriptions.Select(s => s.Read));
            if (listens.Push is not null)
            {
                throw node.Wrong($"the broker pushes the messages of '{listens.Spec.Name}', so no worker can pull them; leave 'push' or the worker out.");
            }
        }

        FixedNames(root, workers, subscriptions);
        SameVariable(workers, subscriptions, s => [s.At("topic"), s.At("deadLetter")]);
        SameVariable(workers, subscriptions, s => [s.At("name")]);
        Unused(root, "slow", "slow", workers);
        Unused(root, "failedAttempts", "flaky", workers);
    }

    public static void Traffic(IReadOnlyList<ReadPart<PlannedTraffic>> traffic, IReadOnlyList<ReadPart<PlannedSubscription>> subscriptions)
    {
        var topics = subscriptions.SelectMany(s => new[] { s.Read.Spec.Topic, s.Read.Spec.DeadLetterTopic }).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        foreach (var (at, order) in traffic)
        {
            if (order.Topic.Length > 0)
            {
                _ = at.At("topic")!.Choice([.. topics.Where(t => t.Length > 0)], "topic");
            }
            else if (!topics.Contains(""))
            {
                throw at.Node.Wrong($"this goes to the run's own topic, and every subscription is on another; add 'topic' with one of {string.Join(", ", topics)}.");
            }
        }
    }

    public static void Times(PlanMap root, ExperimentPlan plan, IReadOnlyList<ReadPart<PlannedTraffic>> traffic, IReadOnlyList<ReadPart<PlannedFault>> faults)
    {
        if (plan.Quiet >= plan.Within)
        {
            throw (root.At("quiet") ?? root.At("within")!).Wrong($"'quiet', {Durations.Format(plan.Quiet)}, must be shorter than 'within', {Durations.Format(plan.Within)}, or the run is always cut off.");
        }

        foreach (var (at, moment) in traffic.Select(t => (t.At, t.Read.At)).Concat(faults.Select(f => (f.At, f.Read.At))))
        {
            if (moment >= plan.Within)
            {
                throw at.At("at")!.Wrong($"{Durations.Format(moment)} is after the end of the run, which takes at most {Durations.Format(plan.Within)} (within).");
            }
        }
    }

    public static void Faults(ExperimentPlan plan, IReadOnlyList<ReadPart<PlannedFault>> faults)
    {
        var workers = plan.EachWorker.Count;
        foreach (var (at, fault) in faults)
        {
            switch (fault.Kind)
            {
                case PlannedFaultKind.Kill or PlannedFaultKind.Stop or PlannedFaultKind.Restart when fault.Count > workers:
                    throw at.At(at.Names.First(n => n != "at"))!.Wrong($"there is no worker {fault.Count}; {(workers == 0 ? "the file has no workers" : $"the workers are 1 to {workers}")}.");
                case PlannedFaultKind.Kill or PlannedFaultKind.Stop or PlannedFaultKind.Restart when plan.EachWorker[fault.Count - 1].Application is { Command: null }:
                    throw at.At(at.Names.First(n => n != "at"))!.Wrong($"worker {fault.Count} is a program that you start, so the run cannot end it; add 'command'.");
                case PlannedFaultKind.BreakStreams:
                    _ = KnownSubscription(at.At("breakStreams")!, plan.Subscriptions);
                    break;
                case PlannedFaultKind.Snapshot:
                    _ = KnownSubscription(at.At("of")!, plan.Subscriptions);
                    break;
                case PlannedFaultKind.Seek:
                    _ = KnownSubscription(at.At("seek")!, plan.Subscriptions);
                    CheckSeek(at, fault, plan);
                    break;
                default:
                    break;
            }
        }
    }

    private static void CheckSeek(PlanMap at, PlannedFault seek, ExperimentPlan plan)
    {
        if (seek.Snapshot.Length == 0)
        {
            if (seek.Time > seek.At)
            {
                throw at.At("to")!.Wrong($"{Durations.Format(seek.Time)} is later than the seek itself, at {Durations.Format(seek.At)}; a seek goes back.");
            }

            return;
        }

        var made = plan.Faults.Where(f => f.Kind == PlannedFaultKind.Snapshot && f.At <= seek.At).Select(f => f.Snapshot).ToList();
        if (!made.Contains(seek.Snapshot, StringComparer.Ordinal))
        {
            throw at.At("to")!.Wrong($"there is no snapshot '{seek.Snapshot}' at {Durations.Format(seek.At)}; {(made.Count == 0 ? "add 'snapshot' and 'of' before" : $"there are {string.Join(", ", made)}")}.");
        }
    }

    // A run's own names have a prefix that makes any short name a long one; fixed names have none.
    private static void FixedNames(PlanMap root, IReadOnlyList<ReadPart<PlannedWorkers>> workers, IReadOnlyList<ReadPart<PlannedSubscription>> subscriptions)
    {
        if (root.At("topic") is not { } topic)
        {
            return;
        }

        if (workers.All(w => w.Read.Application is null))
        {
            throw topic.Wrong("fixed names are for applications that know them; add 'external: true' to a worker, or leave 'topic' out.");
        }

        foreach (var node in subscriptions.SelectMany(s => new[] { s.At.At("name"), s.At.At("topic"), s.At.At("deadLetter") }).OfType<PlanNode>().Prepend(topic))
        {
            if (ResourceId.WhyNot(node.Text()) is { } reason)
            {
                throw node.Wrong($"with fixed names this is a name of Pub/Sub, and {reason}");
            }
        }
    }

    // A program finds a name in the variable that is made of it, and two names can make the same one.
    private static void SameVariable(
        IReadOnlyList<ReadPart<PlannedWorkers>> workers, IReadOnlyList<ReadPart<PlannedSubscription>> subscriptions, Func<PlanMap, PlanNode?[]> names)
    {
        if (workers.All(w => w.Read.Application is null))
        {
            return;
        }

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in subscriptions.SelectMany(s => names(s.At)).OfType<PlanNode>())
        {
            var variable = PlanWorkers.Variable(node.Text());
            if (!seen.TryAdd(variable, node.Text()) && seen[variable] != node.Text())
            {
                throw node.Wrong($"programs find '{seen[variable]}' and '{node.Text()}' in one variable that ends in {variable}; give one of them another name.");
            }
        }
    }

    private static PlannedSubscription KnownSubscription(PlanNode node, IEnumerable<PlannedSubscription> subscriptions)
    {
        var all = subscriptions.ToDictionary(s => s.Spec.Name, StringComparer.Ordinal);
        return all[node.Choice([.. all.Keys], "subscription")];
    }

    private static void Unused(PlanMap root, string field, string handler, IReadOnlyList<ReadPart<PlannedWorkers>> workers)
    {
        if (root.Has(field) && workers.All(w => w.Read.Spec.Handler != handler))
        {
            throw root.At(field)!.Wrong($"'{field}' means nothing without a worker with the handler {handler}; add 'handler: {handler}' to one, or leave '{field}' out.");
        }
    }
}
