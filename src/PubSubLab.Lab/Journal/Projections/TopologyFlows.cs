namespace PubSubLab.Lab.Journal;

/// <summary>Flow through topics and subscriptions: counts since the journal was opened, and rates of the last seconds.</summary>
public sealed class TopologyFlows : IJournalProjection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Apply(in LabEvent e)
    {
        if (e.Message is not { } message)
        {
            return;
        }

        lock (_gate)
        {
            if (e.Kind == LabEventKind.Published)
            {
                Of(_topics, message.Topic).Add(e.At);
            }
            else if (e.Subscription is { } name)
            {
                var subscription = Of(_subscriptions, name);
                subscription.TopicName ??= message.Topic.Length > 0 ? message.Topic : null;
                subscription.Apply(e);
            }
        }
    }

    /// <summary>The flows now.</summary>
    /// <param name="now">Now, on the journal's clock.</param>
    /// <param name="seconds">Over how many seconds rates are taken, 1 to 59.</param>
    public FlowSnapshot Read(TimeSpan now, int seconds)
    {
        lock (_gate)
        {
            return new FlowSnapshot(
                [.. _topics.Select(t => new TopicFlow(t.Key, t.Value.Count, t.Value.Rate.Over(now, seconds)))],
                [.. _subscriptions.Select(s => s.Value.Read(s.Key, now, seconds)).OrderBy(s => s.Name, NaturalOrder.Instance)]);
        }
    }

    internal TopologyFlows Copy()
    {
        lock (_gate)
        {
            var copy = new TopologyFlows();
            foreach (var (name, topic) in _topics)
            {
                copy._topics.Add(name, topic.Copy());
            }

            foreach (var (name, subscription) in _subscriptions)
            {
                copy._subscriptions.Add(name, subscription.Copy());
            }

            return copy;
        }
    }

    private static T Of<T>(Dictionary<string, T> all, string name)
        where T : new()
    {
        if (!all.TryGetValue(name, out var one))
        {
            all.Add(name, one = new T());
        }

        return one;
    }

    private sealed class Topic
    {
        public long Count { get; private set; }

        public SecondCounts Rate { get; private init; } = new();

        public Topic Copy() => new() { Count = Count, Rate = Rate.Copy() };

        public void Add(TimeSpan at)
        {
            Count++;
            Rate.Add(at);
        }
    }

    private sealed class Subscription
    {
        private SecondCounts _delivered = new();
        private long[] _counts = new long[Enum.GetValues<LabEventKind>().Length];

        public string? TopicName { get; set; }

        public long Passed { get; private set; }

        public Subscription Copy() => new() { _delivered = _delivered.Copy(), _counts = [.. _counts], TopicName = TopicName, Passed = Passed };

        public void Apply(in LabEvent e)
        {
            _counts[(int)e.Kind]++;
            if (e.Kind == LabEventKind.Delivered)
            {
                Passed += e.Attempt <= 1 ? 1 : 0;
                _delivered.Add(e.At);
            }
        }

        public SubscriptionFlow Read(string name, TimeSpan now, int seconds) => new(name, TopicName)
        {
            Passed = Passed,
            Delivered = _counts[(int)LabEventKind.Delivered],
            DeliveredPerSecond = _delivered.Over(now, seconds),
            Acked = _counts[(int)LabEventKind.Acked] - _counts[(int)LabEventKind.AckUnconfirmed],
            Nacked = _counts[(int)LabEventKind.Nacked],
            Expired = _counts[(int)LabEventKind.LeaseExpired],
            FilteredOut = _counts[(int)LabEventKind.FilteredOut],
            DeadLettered = _counts[(int)LabEventKind.DeadLettered],
        };
    }
}

/// <summary>The flow at one moment.</summary>
public sealed record FlowSnapshot(IReadOnlyList<TopicFlow> Topics, IReadOnlyList<SubscriptionFlow> Subscriptions);

/// <summary>The flow into a topic.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Published">Messages, since the journal was opened.</param>
/// <param name="PublishedPerSecond">Messages per second, of the last whole seconds.</param>
public sealed record TopicFlow(string Name, long Published, double PublishedPerSecond);

/// <summary>The flow out of a subscription.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Topic">Its topic's id; null where no message told it yet.</param>
public sealed record SubscriptionFlow(string Name, string? Topic)
{
    /// <summary>Messages that were delivered, each counted once.</summary>
    public long Passed { get; init; }

    /// <summary>Deliveries.</summary>
    public long Delivered { get; init; }

    /// <summary>Deliveries per second, of the last whole seconds.</summary>
    public double DeliveredPerSecond { get; init; }

    /// <summary>Acknowledgements.</summary>
    public long Acked { get; init; }

    /// <summary>Nacks.</summary>
    public long Nacked { get; init; }

    /// <summary>Leases that ended without an answer.</summary>
    public long Expired { get; init; }

    /// <summary>Messages that the filter let pass by.</summary>
    public long FilteredOut { get; init; }

    /// <summary>Messages moved to the dead-letter topic.</summary>
    public long DeadLettered { get; init; }
}
