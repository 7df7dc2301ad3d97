namespace PubSubLab.Lab.Routing.Reporting;

/// <summary>The plots of a report.</summary>
internal static class RoutingPlots
{
    private static readonly double[] s_users = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];

    /// <summary>Deliveries per message over workers, latency, price over users; those that there are figures for.</summary>
    public static IEnumerable<string> Of(RoutingReport report)
    {
        if (report.NackCurve.Count > 1)
        {
            yield return Deliveries(report).Draw();
        }

        var latencies = report.Measurements.Where(m => m.LatencyQuantiles.Count > 0).ToList();
        if (latencies.Count > 0)
        {
            var plot = new SvgPlot("Latency: how much of the messages had arrived by then", "ms from publish to the user's worker", "% of messages", logX: true, logY: false);
            foreach (var m in latencies)
            {
                plot.Line(m.Strategy, m.LatencyQuantiles.Select((ms, i) => (ms, 100.0 * i / (m.LatencyQuantiles.Count - 1))));
            }

            yield return plot.Draw();
        }

        yield return Price(report).Draw();
    }

    private static SvgPlot Deliveries(RoutingReport report)
    {
        var (offset, slope) = NackPoint.Fit(report.NackCurve);
        var nack = report.Measurements.Where(m => m.Strategy == "nack").ToList();
        var most = Math.Max(report.NackCurve.Max(p => p.Workers), nack.Select(m => m.Workers).DefaultIfEmpty(0).Max());
        var workers = Enumerable.Range(0, 21).Select(i => 1 + (i * (most - 1) / 20.0)).ToList();
        return new SvgPlot("nack: deliveries per useful message over workers", "workers on one subscription", "deliveries per useful message", logX: false, logY: false)
            .Line("theory, at random: W", workers.Select(w => (w, w)))
            .Line("theory, in turn: (W + 1) / 2", workers.Select(w => (w, (w + 1) / 2)))
            .Line("line through the measured", workers.Select(w => (w, offset + (slope * w))))
            .Points("measured", report.NackCurve.Select(p => ((double)p.Workers, p.Measured)).Concat(nack.Where(m => m.IsMeasured).Select(m => ((double)m.Workers, m.DeliveriesPerUseful))), filled: true)
            .Points("computed", nack.Where(m => !m.IsMeasured).Select(m => ((double)m.Workers, m.DeliveriesPerUseful)), filled: false);
    }

    /// <summary>The price formula over users, each strategy with its own totals and as many users a worker as in the run.</summary>
    private static SvgPlot Price(RoutingReport report)
    {
        var perWorker = (double)report.Scale.Users / report.Scale.Workers;
        var plot = new SvgPlot(
            $"Price over users (computed; {perWorker:N0} users a worker, {report.MessagesPerMonth:N0} messages a month)", "users", "USD a month", logX: true, logY: true);
        var refused = new List<(double Users, double Dollars)>();
        foreach (var m in report.Measurements)
        {
            var strategy = RoutingCatalog.Get(m.Strategy);
            var points = s_users.Select(users => PriceAt(strategy, users, perWorker, report)).ToList();
            plot.Line(m.Strategy, points.Select(p => (p.Users, p.Dollars)));
            refused.AddRange(points.Where(p => p.IsRefused).Select(p => (p.Users, p.Dollars)));
        }

        return plot.Crosses("a real project refuses", refused);
    }

    private static (double Users, double Dollars, bool IsRefused) PriceAt(IRoutingStrategy strategy, double users, double perWorker, RoutingReport report)
    {
        var workers = Math.Max(1, Math.Round(users / perWorker));
        var scale = report.Scale with { Users = (int)users, Workers = (int)workers, Topics = null, Subs = null };
        var layout = strategy.LayoutFor(scale);

        // Users spread evenly over subscriptions, and over workers: how many workers are behind the one of a user, the user's own among them.
        var othersThere = strategy.AsksMap ? 0 : (users - 1) / layout.Subscriptions;
        var behind = 1 + ((workers - 1) * (1 - Math.Pow(1 - (1 / workers), othersThere)));
        var deliveries = report.Dispatch == "random" ? behind : (behind + 1) / 2;
        var dollars = RoutingPrice.PerMonth(report.MessagesPerMonth, RoutingPrice.BytesPerMessage(report.MessageBytes, 1, deliveries, layout.SubscriptionsPerTopic));
        return (users, dollars, layout.Refusals.Count > 0);
    }
}
