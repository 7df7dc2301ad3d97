using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The counts that an experiment's file can use, on one subscription or on all.</summary>
internal static class SubscriptionCount
{
    /// <summary>Messages that were delivered, each once; deliveries; and what became of them. Lost: published and acknowledged by nobody.</summary>
    public static IReadOnlyList<string> Names { get; } = ["published", "messages", "deliveries", "acked", "nacked", "expired", "filteredOut", "deadLettered", "mostInHand", "lost"];

    /// <summary>Counts.</summary>
    public static long Of(string name, IReadOnlyList<MessageStory> stories, string? subscription)
    {
        var events = stories.SelectMany(s => s.Events).Where(e => e.Subscription is null || subscription is null || e.Subscription == subscription).ToList();
        long Kind(LabEventKind kind) => events.Count(e => e.Kind == kind);
        return name switch
        {
            "published" => Kind(LabEventKind.Published),
            "messages" => events.Where(e => e.Kind == LabEventKind.Delivered).Select(e => e.Message).Distinct().Count(),
            "deliveries" => Kind(LabEventKind.Delivered),
            "acked" => Kind(LabEventKind.Acked),
            "nacked" => Kind(LabEventKind.Nacked),
            "expired" => Kind(LabEventKind.LeaseExpired),
            "filteredOut" => Kind(LabEventKind.FilteredOut),
            "deadLettered" => Kind(LabEventKind.DeadLettered),
            "mostInHand" => MostInHand(events),
            _ => stories.Count(s => s.Events.Exists(e => e.Kind == LabEventKind.Published) && !s.Events.Exists(e => e.Kind == LabEventKind.Acked && (subscription is null || e.Subscription == subscription))),
        };
    }

    private static long MostInHand(List<LabEvent> events)
    {
        var (now, most) = (0L, 0L);
        foreach (var e in events.OrderBy(e => e.Sequence))
        {
            now += e.Kind switch { LabEventKind.Delivered => 1, LabEventKind.Acked or LabEventKind.Nacked => -1, _ => 0 };
            most = Math.Max(most, now);
        }

        return most;
    }
}
