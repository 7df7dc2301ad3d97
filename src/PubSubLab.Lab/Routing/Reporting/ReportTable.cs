namespace PubSubLab.Lab.Routing.Reporting;

/// <summary>A table of a report, in words and figures already.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">The columns' headings; the first column names the row.</param>
/// <param name="Rows">The cells.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The tables of a report.</summary>
    public static IEnumerable<ReportTable> Of(RoutingReport report)
    {
        var all = report.Measurements;
        var measured = all.Where(m => m.IsMeasured).ToList();
        yield return new ReportTable(
            "Deliveries: theory and measurement",
            ["strategy", "found by", "deliveries per useful message", "theory, at random", "theory, in turn", "follows", "standard errors off"],
            [
                .. all.Select(m => (IReadOnlyList<string>)
                [
                    m.Strategy, m.How, $"{m.DeliveriesPerUseful:N2}", $"{m.TheoryAtRandom:N2} ± {m.ErrorAtRandom:N2}", $"{m.TheoryInTurn:N2} ± {m.ErrorInTurn:N2}",
                    m.IsMeasured ? m.Curve : "computed from the measured points", m.IsMeasured ? $"{m.Deviation:N1}" : "",
                ]),
            ]);
        if (measured.Count > 0)
        {
            yield return Fate(measured);
            yield return Time(measured);
        }

        if (report.Churn > 0)
        {
            yield return new ReportTable(
                "Users on the move",
                ["strategy", "moves", "to a worker that the user had left", "lost", "duplicates", "passed on", "parked", "latency max"],
                [.. measured.Select(m => (IReadOnlyList<string>)[m.Strategy, $"{m.Moves:N0}", $"{m.WronglyDelivered:N0}", $"{m.Lost:N0}", $"{m.Duplicates:N0}", $"{m.Forwarded:N0}", $"{m.Parked:N0}", Ms(m.LatencyMax)])]);
        }

        yield return new ReportTable(
            "Price and limit",
            ["strategy", "topics", "subscriptions", "bytes billed a message", "USD a month", "meets first"],
            [.. all.Select(m => (IReadOnlyList<string>)[m.Strategy, $"{m.Topics:N0}", $"{m.Subscriptions:N0}", $"{m.BilledBytesPerMessage:N0}", $"{m.DollarsPerMonth:N2}", m.Limit])]);
        if (report.NackCurve.Count > 0)
        {
            yield return new ReportTable(
                "nack: deliveries over workers, measured",
                ["workers", "messages", "measured", "theory, at random", "theory, in turn"],
                [.. report.NackCurve.Select(p => (IReadOnlyList<string>)[$"{p.Workers}", $"{p.Messages:N0}", $"{p.Measured:N2}", $"{p.AtRandom:N2} ± {p.ErrorAtRandom:N2}", $"{p.InTurn:N2} ± {p.ErrorInTurn:N2}"])]);
        }
    }

    /// <summary>Where and how it was measured, in sentences.</summary>
    public static IEnumerable<string> ConditionsOf(RoutingReport report)
    {
        yield return $"{report.Scale.Users:N0} users on {report.Scale.Workers:N0} workers; {(report.Rate > 0 ? $"{report.Rate:N0} messages a second" : "all messages at once")}; "
            + $"retry policy: {(report.RetryMinSeconds is { } s ? $"{s:0.###} s at least" : "none")}; dead letter: {(report.MaxAttempts is { } a ? $"after {a} attempts" : "none")}; "
            + $"moves: {(report.Churn > 0 ? $"{report.Churn:0.#} users a second" : "none")}.";
        yield return $"Measured on {report.Backend}, dispatch {report.Dispatch}, {report.MeasuredAt:yyyy-MM-dd HH:mm} UTC, {report.Machine}.";
        if (report.Command.Length > 0)
        {
            yield return $"Command: {report.Command}";
        }

        yield return $"Price: {report.PriceAssumptions}";
        if (report.Stopped)
        {
            yield return "The run was stopped before its end; these are the figures so far.";
        }

        foreach (var m in report.Measurements)
        {
            foreach (var refusal in m.RealProjectRefuses)
            {
                yield return $"{m.Strategy}: {refusal}";
            }

            if (m.How == "pulls")
            {
                yield return $"{m.Strategy} was pulled ({m.Listeners:N0} pairs of worker and subscription, more than 1,000 streams): everything is published before the first pull, so its latency is that of the whole sweep.";
            }
        }
    }

    private static ReportTable Fate(List<RoutingMeasurement> measured) => new(
        "Outcome of the messages",
        ["strategy", "published", "reached their user", "wrongly delivered", "lost", "unfinished", "dead-lettered", "nacks", "duplicates"],
        [
            .. measured.Select(m => (IReadOnlyList<string>)
            [
                m.Strategy, $"{m.Published:N0}", $"{m.Useful:N0}", $"{m.WronglyDelivered:N0}", $"{m.Lost:N0}", $"{m.Unfinished:N0}", DeadLetters(m), $"{m.Nacks:N0}", $"{m.Duplicates:N0}",
            ]),
        ]);

    private static ReportTable Time(List<RoutingMeasurement> measured) => new(
        "Time and means",
        ["strategy", "latency p50", "p99", "max", "listeners", "set-up", "run", "CPU", "peak memory"],
        [
            .. measured.Select(m => (IReadOnlyList<string>)
            [
                m.Strategy, Ms(m.LatencyP50), Ms(m.LatencyP99), Ms(m.LatencyMax), $"{m.Listeners:N0}", $"{m.SetUpSeconds:N1} s", $"{m.RunSeconds:N1} s", $"{m.CpuSeconds:N1} s", $"{m.PeakMemoryMiB:N0} MiB",
            ]),
        ]);

    private static string DeadLetters(RoutingMeasurement m) => m.DeadLettered == 0 && m.TheoryDeadLetteredAtRandom == 0
        ? "0"
        : $"{m.DeadLettered:N0} ({100.0 * m.DeadLettered / Math.Max(1, m.Published):0.0} %; theory {100 * m.TheoryDeadLetteredAtRandom:0.0} % at random, {100 * m.TheoryDeadLetteredInTurn:0.0} % in turn)";

    private static string Ms(double value) => value < 100 ? $"{value:0.0} ms" : $"{value:N0} ms";
}
