namespace PubSubLab.Lab.Routing.Strategies;

/// <summary>
/// Two levels, computed: the user's UUID gives a topic and a subscription on it. The subscription filters, because every subscription
/// of a topic would get every message otherwise; its id carries the topic's, because ids are one name space for the whole project.
/// </summary>
public sealed class TopicAndSubStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "topic-and-sub";

    /// <inheritdoc/>
    public string Summary => "topic and subscription are computed from the UUID: T topics with S filtered subscriptions each";

    /// <inheritdoc/>
    public string Costs => "One delivery, and a few more where users of different workers share a subscription; a message is billed once more for each of the S - 1 subscriptions of its topic that filter it out.";

    /// <inheritdoc/>
    public string BreaksFirst => "10,000 places";

    /// <inheritdoc/>
    public string Breaks => $"10,000 subscriptions in a project ({PublishedLimits.Source}): T x S is at most 10,000, so a million places are a hundred projects.";

    /// <inheritdoc/>
    public RoutingLayout LayoutFor(RoutingScale scale) => new(scale.Levels.Topics, scale.Levels.Subs, (double)scale.Levels.Topics * scale.Levels.Subs);

    /// <inheritdoc/>
    public IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances)
    {
        for (ulong topic = 0; topic < scale.Levels.Topics; topic++)
        {
            for (ulong sub = 0; sub < scale.Levels.Subs; sub++)
            {
                yield return PlaceOf(topic, sub);
            }
        }
    }

    /// <inheritdoc/>
    public PublishRoute PublishTo(Guid user, string instance, RoutingScale scale)
    {
        var (topic, sub) = scale.Levels.Of(user);
        return new PublishRoute($"chat-topic-{topic}", new Dictionary<string, string>(StringComparer.Ordinal) { ["sub"] = $"{sub}" });
    }

    /// <inheritdoc/>
    public ListenRoute ListenFor(Guid user, string instance, RoutingScale scale)
    {
        var (topic, sub) = scale.Levels.Of(user);
        return PlaceOf(topic, sub);
    }

    private static ListenRoute PlaceOf(ulong topic, ulong sub) => new($"chat-topic-{topic}-chat-sub-{sub}", $"chat-topic-{topic}", $"attributes.sub = \"{sub}\"");
}
