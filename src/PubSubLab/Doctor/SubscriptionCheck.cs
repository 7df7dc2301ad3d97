using System.Globalization;
using PubSubLab.Configuration;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Doctor;

/// <summary>Judges what a subscription is set to.</summary>
internal static class SubscriptionCheck
{
    /// <summary>The first finding's name.</summary>
    public const string OnTopic = "subscription is on that topic";

    /// <summary>The findings.</summary>
    public static IEnumerable<Finding> Judge(SubscriptionFacts facts, LabSettings settings)
    {
        yield return facts.NothingFrom(settings.ProjectId, settings.Topic) is { } silence
            ? new Finding(Mark.Bad, OnTopic, silence.Said, silence.WayOut)
            : new Finding(Mark.Good, OnTopic, settings.Topic);
        yield return facts.NoPull is { } obstacle
            ? new Finding(Mark.Bad, "messages can be pulled", obstacle.Said, obstacle.WayOut)
            : new Finding(Mark.Good, "messages can be pulled", "yes");
        yield return facts.Filter is { } filter
            ? new Finding(Mark.Note, "filter", $"{filter}; a message that does not match never arrives")
            : new Finding(Mark.Good, "filter", "none: everything that is published arrives");
        yield return new Finding(Mark.Note, "delivery", string.Join(", ", Delivery(facts)));
    }

    private static IEnumerable<string> Delivery(SubscriptionFacts facts)
    {
        yield return facts.Ordering ? "in order within an ordering key" : "in any order";
        yield return facts.ExactlyOnce ? "exactly once" : "at least once";
        yield return facts.DeadLetterTopic is { } letters ? $"to {letters} after {facts.MaxDeliveryAttempts} attempts" : "no dead letter topic";
        yield return facts.ExpiresAfter is { } ttl
            ? string.Create(CultureInfo.InvariantCulture, $"deleted after {ttl.TotalDays:0.##} days without use")
            : "never deleted for want of use";
    }
}
