using PubSubLab.Lab;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>Subscriptions as Kombu makes them, and how one that is there already differs.</summary>
internal static class KombuDefaults
{
    /// <summary>The time for which topics and subscriptions keep messages, and an unused subscription is kept (expiration_seconds).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    private const string Again = "Delete the subscription; the lab makes it again.";

    private static readonly TimeSpan s_ackDeadline = TimeSpan.FromSeconds(240);

    /// <summary>The subscription of a queue.</summary>
    public static SubscriptionSpec SubscriptionOf(KombuQueue queue, SubscriptionSpec asked, RetriedBy retried) => new(queue.Subscription, queue.Topic)
    {
        Filter = queue.Filter,
        AckDeadline = s_ackDeadline,
        Retention = Retention,
        Expiration = Retention,
        ExactlyOnce = asked.ExactlyOnce,
        MinimumBackoff = retried == RetriedBy.PubSub ? asked.MinimumBackoff : null,
        MaximumBackoff = retried == RetriedBy.PubSub ? asked.MaximumBackoff : null,
        DeadLetterTopic = retried == RetriedBy.PubSub ? asked.DeadLetterTopic : null,
        MaxDeliveryAttempts = asked.MaxDeliveryAttempts,
    };

    /// <summary>What of a subscription that is there is not as it was asked for.</summary>
    public static IEnumerable<FleetDifference> Differences(SubscriptionSpec asked, SubscriptionSpec there)
    {
        if (there.Topic != asked.Topic)
        {
            yield return there.Topic.Length == 0
                ? new FleetDifference($"The topic of subscription {asked.Name} was deleted, so no task arrives in it.", Again, Starves: true)
                : new FleetDifference(
                    $"Subscription {asked.Name} is on topic {there.Topic}, so tasks of queue {asked.Topic} do not arrive in it.", "Delete it, or choose another SUBSCRIPTION_NAME.", Starves: true);
        }

        if (there.Filter is not null && Plain(there.Filter) != Plain(asked.Filter))
        {
            yield return new FleetDifference(
                $"Subscription {asked.Name} has the filter {OutsideText.Printable(there.Filter)}, and Kombu's is {asked.Filter ?? "none"}: tasks that do not match it never arrive.", Again, Starves: true);
        }

        List<string> others =
        [
            .. Other("ack deadline", asked.AckDeadline, there.AckDeadline), .. Other("retention", asked.Retention, there.Retention),
            .. Other("expiration", asked.Expiration, there.Expiration), .. Other("minimum backoff", asked.MinimumBackoff, there.MinimumBackoff),
            .. Other("maximum backoff", asked.MaximumBackoff, there.MaximumBackoff),
        ];
        if (there.DeadLetterTopic != asked.DeadLetterTopic)
        {
            others.Add($"dead-letter topic {there.DeadLetterTopic ?? "none"} instead of {asked.DeadLetterTopic ?? "none"}");
        }

        if (others.Count > 0)
        {
            yield return new FleetDifference(
                $"Subscription {asked.Name} was made with other settings and stays as it is: {string.Join(", ", others)}.", "To have Kombu's, delete it; the lab makes it again.", Starves: false);
        }
    }

    private static IEnumerable<string> Other(string what, TimeSpan? asked, TimeSpan? there)
    {
        if (asked != there)
        {
            yield return $"{what} {Words(there)} instead of {Words(asked)}";
        }
    }

    private static string Words(TimeSpan? duration) => duration is { } some ? $"{some.TotalSeconds:0} s" : "none";

    private static string Plain(string? filter) => filter?.Replace(" ", "", StringComparison.Ordinal) ?? "";
}
