namespace PubSubLab.Lab.Routing;

/// <summary>Theory, price and limits of a strategy at some totals: what does not need a run.</summary>
internal static class RoutingEstimate
{
    /// <summary>A measurement with everything that follows from totals and from deliveries per useful message.</summary>
    public static RoutingMeasurement Of(
        IRoutingStrategy strategy, RoutingOptions options, RoutingLayout layout, IEnumerable<(int Workers, int Messages)> workersBehind,
        double perUseful, double publishes)
    {
        var theory = DeliveryTheory.Of(workersBehind, options.MaxAttempts);
        var (curve, deviation) = theory.Nearest(perUseful);
        var bytes = RoutingPrice.BytesPerMessage(options.MessageBytes, publishes, perUseful, layout.SubscriptionsPerTopic);
        return new RoutingMeasurement
        {
            Strategy = strategy.Name,
            How = "computed",
            Users = options.Scale.Users,
            Workers = options.Scale.Workers,
            Messages = options.MessagesInForce,
            DeliveriesPerUseful = Math.Round(perUseful, 4),
            Topics = layout.Topics,
            Subscriptions = layout.Subscriptions,
            SubscriptionsPerTopic = layout.SubscriptionsPerTopic,
            TheoryAtRandom = Math.Round(theory.AtRandom, 4),
            TheoryInTurn = Math.Round(theory.InTurn, 4),
            ErrorAtRandom = Math.Round(theory.ErrorAtRandom, 4),
            ErrorInTurn = Math.Round(theory.ErrorInTurn, 4),
            Curve = curve,
            Deviation = Math.Round(deviation, 2),
            TheoryDeadLetteredAtRandom = Math.Round(theory.DeadLetteredAtRandom, 4),
            TheoryDeadLetteredInTurn = Math.Round(theory.DeadLetteredInTurn, 4),
            BilledBytesPerMessage = Math.Round(bytes),
            DollarsPerMonth = Math.Round(RoutingPrice.PerMonth(options.MessagesPerMonth, bytes), 2),
            Limit = strategy.Breaks,
            RealProjectRefuses = layout.Refusals,
        };
    }
}
