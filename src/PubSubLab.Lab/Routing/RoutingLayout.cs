namespace PubSubLab.Lab.Routing;

/// <summary>A strategy's use of a project's quota.</summary>
/// <param name="Topics">Topics.</param>
/// <param name="SubscriptionsPerTopic">Subscriptions on the topic with the most.</param>
/// <param name="Subscriptions">Subscriptions altogether.</param>
public sealed record RoutingLayout(double Topics, double SubscriptionsPerTopic, double Subscriptions)
{
    /// <summary>Sentences on the published limits that it passes; none where a real project takes it.</summary>
    public IReadOnlyList<string> Refusals =>
    [
        .. Beyond(Topics, PublishedLimits.TopicsPerProject, "topics in a project"),
        .. Beyond(SubscriptionsPerTopic, PublishedLimits.SubscriptionsPerTopic, "subscriptions on a topic"),
        .. Beyond(Subscriptions, PublishedLimits.SubscriptionsPerProject, "subscriptions in a project"),
    ];

    private static IEnumerable<string> Beyond(double needed, int allowed, string what)
    {
        if (needed > allowed)
        {
            yield return $"it takes {needed:N0} {what}; a real project refuses more than {allowed:N0} ({PublishedLimits.Source}).";
        }
    }
}
