namespace PubSubLab.Lab.Routing.Reporting;

/// <summary>One row of the answer: what a way to the users costs.</summary>
/// <param name="Name">The strategy, or the lane.</param>
/// <param name="PerUseful">Deliveries per useful message; null while there is none.</param>
/// <param name="LatencyP99">99 of 100 useful messages took at most this long, in ms; null where it was not measured.</param>
/// <param name="BilledBytes">Bytes billed for a useful message; null while there is none.</param>
/// <param name="Dollars">Estimated US dollars a month; null while there is none.</param>
/// <param name="BreaksFirst">The first thing to break, in a few words.</param>
public sealed record AnswerRow(string Name, double? PerUseful, double? LatencyP99, double? BilledBytes, double? Dollars, string BreaksFirst)
{
    private const int MessageBytes = 1_000;
    private const double MessagesPerMonth = 10_000_000;

    /// <summary>The volume and the price behind the figures of a lane, with the source, in one line.</summary>
    public static string Assumption { get; } =
        $"Prices: {MessagesPerMonth / 1_000_000:0}M messages of {MessageBytes / 1_000} kB, {RoutingPrice.DollarsPerTiB:0} USD/TiB (cloud.google.com/pubsub/pricing)";

    /// <summary>The rows of a report.</summary>
    public static IReadOnlyList<AnswerRow> Of(RoutingReport report) =>
    [
        .. report.Measurements.Select(m => new AnswerRow(
            m.Strategy, m.DeliveriesPerUseful, m is { IsMeasured: true, Useful: > 0 } ? m.LatencyP99 : null, m.BilledBytesPerMessage, m.DollarsPerMonth,
            RoutingCatalog.All.FirstOrDefault(s => s.Name == m.Strategy)?.BreaksFirst ?? m.Limit)),
    ];

    /// <summary>A row of a lane that runs, at the volume that reports assume.</summary>
    /// <param name="name">The lane.</param>
    /// <param name="perUseful">Deliveries per useful message; null while there is none.</param>
    /// <param name="latencyP99">In ms.</param>
    /// <param name="subscriptionsPerTopic">All subscriptions of a topic; all but one filter a message out.</param>
    /// <param name="breaksFirst">The first thing to break.</param>
    /// <param name="isBilled">Whether Google bills it; other brokers have no such price.</param>
    public static AnswerRow OfLane(string name, double? perUseful, double? latencyP99, int subscriptionsPerTopic, string breaksFirst, bool isBilled)
    {
        double? bytes = isBilled && perUseful is { } deliveries ? RoutingPrice.BytesPerMessage(MessageBytes, 1, deliveries, subscriptionsPerTopic) : null;
        return new AnswerRow(name, perUseful, latencyP99, bytes, bytes is { } billed ? RoutingPrice.PerMonth(MessagesPerMonth, billed) : null, breaksFirst);
    }
}
