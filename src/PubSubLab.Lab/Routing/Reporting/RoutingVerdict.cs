namespace PubSubLab.Lab.Routing;

/// <summary>The answer that figures give: who is right, who is cheap, and what a real project would take.</summary>
internal static class RoutingVerdict
{
    /// <summary>In sentences.</summary>
    public static string Of(IReadOnlyList<RoutingMeasurement> all, bool churn)
    {
        var sentences = new List<string>();
        var cut = all.Where(m => m.Stopped).Select(m => m.Strategy).ToList();
        if (cut.Count > 0)
        {
            sentences.Add($"Stopped before the end with {string.Join(", ", cut)}: the figures are those so far, and no verdict follows from them.");
        }

        // What was cut short says nothing about what it would have cost or lost.
        var measured = all.Where(m => m is { IsMeasured: true, Stopped: false, Useful: > 0 }).ToList();
        var right = measured.Where(m => m is { WronglyDelivered: 0, Lost: 0, Unfinished: 0, DeadLettered: 0 }).ToList();
        var possible = (churn ? measured : right).Where(m => m.RealProjectRefuses.Count == 0).OrderBy(m => m.DollarsPerMonth).ThenBy(m => m.DeliveriesPerUseful).ToList();
        if (measured.Count > 0)
        {
            sentences.Add(right.Count == measured.Count
                ? $"Every message reached its user, and nobody else, with {(measured.Count == 1 ? measured[0].Strategy : "each of them")}."
                : $"Not every message reached its user with {string.Join(", ", measured.Except(right).Select(m => m.Strategy))}.");
        }

        if (churn && measured.Count > 1)
        {
            var best = measured.MinBy(m => m.WronglyDelivered + m.Lost)!;
            sentences.Add($"While users moved, {best.Strategy} went wrong least: {best.WronglyDelivered} of {best.Published} to a worker that the user had left, {best.Lost} lost.");
        }

        if (possible.Count > 1)
        {
            var (first, last) = (possible[0], possible[^1]);
            sentences.Add(
                $"Of those that a real project takes, {first.Strategy} is the cheapest: {first.BilledBytesPerMessage:N0} bytes billed a message, "
                + $"{first.DollarsPerMonth:N2} USD a month; {last.Strategy} the dearest with {last.BilledBytesPerMessage:N0} bytes, {last.DollarsPerMonth:N2} USD.");
        }

        if (all.FirstOrDefault(m => m is { Strategy: "nack", Stopped: false }) is { } nack)
        {
            sentences.Add($"nack takes {nack.DeliveriesPerUseful:0.0} deliveries a message at {nack.Workers:N0} workers{(nack.IsMeasured ? "" : " (computed)")}, and more with each further worker.");
        }

        foreach (var m in all.Where(m => m.RealProjectRefuses.Count > 0))
        {
            sentences.Add($"A real project refuses {m.Strategy} at this size: {m.RealProjectRefuses[0]}");
        }

        return sentences.Count > 0 ? string.Join(' ', sentences) : "Nothing was measured.";
    }
}
