namespace PubSubLab.Lab.Experiments.Files;

/// <summary>Something that an experiment's file can expect a value of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="Meaning">A sentence for the reference.</param>
/// <param name="Of">Measures; null where there is nothing to measure.</param>
internal sealed record Measure(string Name, MeasureUnit Unit, string Meaning, Func<RunView, long?> Of)
{
    /// <summary>Whether it can be asked of a worker.</summary>
    public bool OfWorker { get; private init; }

    /// <summary>Whether it can be asked of one subscription.</summary>
    public bool OfSubscription { get; private init; } = true;

    /// <summary>Whether only a broker in this process tells it.</summary>
    public bool ToldByBroker { get; private init; }

    /// <summary>All of them, in the order of the reference.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Count("published", "Messages that it could get: published to its topic, and passing its filter. Without a subscription: all of the traffic.", v => v.Published),
        Count("unmatched", "Messages of the traffic that no subscription could get.", v => v.Unmatched) with { OfSubscription = false },
        Count("messages", "Messages that were delivered, each once.", v => v.Messages) with { OfWorker = true },
        Count("deliveries", "Deliveries.", v => v.Deliveries) with { OfWorker = true },
        Count("acked", "Acknowledgements that reached the broker.", v => v.Acked) with { OfWorker = true },
        Count("nacked", "Nacks.", v => v.Nacked) with { OfWorker = true },
        Count("expired", "Leases that ended without an answer.", v => v.Expired) with { ToldByBroker = true },
        Count("filteredOut", "Messages that the filter kept away.", v => v.FilteredOut) with { ToldByBroker = true },
        Count("deadLettered", "Messages that moved to the dead-letter topic.", v => v.DeadLettered) with { ToldByBroker = true },
        Count("distinct", "Messages that it could get, those with the same body counted once.", v => v.Distinct),
        Count("lost", "Messages that it could get, and that were neither acknowledged nor dead-lettered.", v => v.Lost),
        Count("waiting", "Messages that wait: delivered to nobody, or given back.", v => v.Waiting),
        Count("outstanding", "Messages that workers have and have not answered.", v => v.InHand) with { OfWorker = true },
        Count("mostOutstanding", "The most messages that workers had at a time.", v => v.MostInHand) with { OfWorker = true },
        Count("duplicates", "Times that a message was handled again after it had been handled.", v => v.Duplicates) with { OfWorker = true },
        Count("outOfOrder", "Messages that were handled before an earlier one with the same ordering key.", v => v.OutOfOrder),
        Time("latencyP50", "Half of the messages were acknowledged within this time of their publish.", v => v.Latency(0.5)),
        Time("latencyP99", "99 of 100 messages were acknowledged within this time.", v => v.Latency(0.99)),
        Time("latencyMax", "Every acknowledged message was acknowledged within this time.", v => v.Latency(1)),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(m => m.Name)];

    /// <summary>The measure of that name.</summary>
    public static Measure Named(string name) => All.First(m => m.Name == name);

    private static Measure Count(string name, string meaning, Func<RunView, long> of) => new(name, MeasureUnit.Count, meaning, v => of(v));

    private static Measure Time(string name, string meaning, Func<RunView, TimeSpan?> of) => new(name, MeasureUnit.Time, meaning, v => of(v)?.Ticks) { OfWorker = true };
}
