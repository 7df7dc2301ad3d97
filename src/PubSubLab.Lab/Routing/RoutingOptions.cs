namespace PubSubLab.Lab.Routing;

/// <summary>Options of the routing experiment.</summary>
public sealed record RoutingOptions
{
    /// <summary>The most streams at a time; where a strategy needs more, workers pull. Default: 1,000.</summary>
    public const int MostStreams = 1_000;

    /// <summary>Bytes that lab and emulator in one process need for each user, subscription and message: 830 were measured with a million of each, rounded up.</summary>
    internal const double BytesEach = 1_000;

    private const int LongestInstanceName = 200;
    private const int MostPrefixDigits = 5;

    /// <summary>The strategies' names; empty for all.</summary>
    public IReadOnlyList<string> Strategies { get; init; } = [];

    /// <summary>The totals.</summary>
    public RoutingScale Scale { get; init; } = new();

    /// <summary>Messages for each strategy; null for 1,000, or one for each user where there are more.</summary>
    public int? Messages { get; init; }

    /// <summary>Messages a second; 0 for all at once. Default: 200.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>Minimum backoff of a retry policy; null (default) for none.</summary>
    public TimeSpan? RetryMin { get; init; }

    /// <summary>Attempts of a dead-letter policy, 5 to 100; null (default) for none.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Users a second that move to another worker or drop out for a moment; 0 (default) for none.</summary>
    public double Churn { get; init; }

    /// <summary>Time until a worker notices that a user has left. Default: 100 ms.</summary>
    public TimeSpan NoticeAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Duration of a user's absence. Default: 300 ms.</summary>
    public TimeSpan AwayFor { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Prefix of the instances' names. Default: <c>w</c>.</summary>
    public string InstanceName { get; init; } = "w";

    /// <summary>Seed of users, their workers, messages and moves, so that every strategy gets the same. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Time limit of one strategy; later messages count as unfinished. Default: 60 s, or 1 h from 100,000 users on.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Messages a month that the price is estimated for. Default: 10,000,000.</summary>
    public double MessagesPerMonth { get; init; } = 10_000_000;

    /// <summary>Their size in bytes. Default: 1,000.</summary>
    public int MessageBytes { get; init; } = 1_000;

    /// <summary>The backend's dispatch if the caller has set it, else null. If set, measured deliveries must follow its curve.</summary>
    public string? Dispatch { get; init; }

    /// <summary>The command that asked for the run, for the report. Default: none.</summary>
    public string Command { get; init; } = "";

    /// <summary>Whether the broker ends with the run, so that nothing needs to be removed from it.</summary>
    public bool BrokerEndsWithRun { get; init; }

    internal int MessagesInForce => Messages ?? Math.Max(1_000, Scale.Users);

    internal TimeSpan LimitInForce => Limit ?? (Scale.Users >= 100_000 ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(60));

    /// <summary>The chosen strategies.</summary>
    /// <exception cref="LabException">There is none of that name.</exception>
    public IReadOnlyList<IRoutingStrategy> Chosen =>
        Strategies.Count == 0 ? RoutingCatalog.All : [.. Strategies.Select(RoutingCatalog.Get).DistinctBy(s => s.Name)];

    /// <summary>Passes, or says what is wrong before anything starts.</summary>
    /// <param name="availableBytes">Memory that this machine has for it.</param>
    /// <exception cref="LabException">The value, the rule, and the way out.</exception>
    public void Check(double availableBytes)
    {
        var chosen = Chosen;
        AtLeast("--users", Scale.Users);
        AtLeast("--workers", Scale.Workers);
        AtLeast("--shards", Scale.Shards);
        AtLeast("--topics", Scale.Levels.Topics);
        AtLeast("--subs", Scale.Levels.Subs);
        AtLeast("--messages", MessagesInForce);
        if (Scale.Workers > Scale.Users)
        {
            throw new LabException($"--workers is {Scale.Workers:N0} and --users {Scale.Users:N0}: a worker without a user listens for nobody. Ask for at most as many workers as users.");
        }

        if (Scale.PrefixDigits is < 1 or > MostPrefixDigits)
        {
            throw new LabException($"--prefix-digits is {Scale.PrefixDigits}: it can be 1 to {MostPrefixDigits}, and each digit takes 16 times as many subscriptions.");
        }

        if (MaxAttempts is < 5 or > 100)
        {
            throw new LabException($"--max-attempts is {MaxAttempts}: a dead-letter policy takes 5 to 100 (Pub/Sub docs, Dead-letter topics).");
        }

        if (RetryMin is { TotalSeconds: > 600 })
        {
            throw new LabException($"--retry-min is {Durations.Format(RetryMin.Value)}: a retry policy takes 0 to 600 s (Pub/Sub docs, Retry policy).");
        }

        if (InstanceName.Length > LongestInstanceName || InstanceName.Length == 0 || !InstanceName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new LabException(
                $"--instance-name is '{InstanceName}': it becomes part of subscriptions' names, so 1 to {LongestInstanceName} letters, digits and - _ . are allowed.");
        }

        CheckMemory(chosen, availableBytes);
        foreach (var strategy in chosen)
        {
            // The longest filter is the last instance's, which is the one with the longest number.
            _ = strategy.ListenFor(Guid.Empty, $"{InstanceName}{Scale.Workers}", Scale);
        }
    }

    /// <summary>These options, checked.</summary>
    /// <exception cref="LabException">As <see cref="Check"/>.</exception>
    public RoutingOptions Checked(double availableBytes)
    {
        Check(availableBytes);
        return this;
    }

    private void CheckMemory(IReadOnlyList<IRoutingStrategy> chosen, double availableBytes)
    {
        foreach (var strategy in chosen)
        {
            var things = Scale.Users + strategy.LayoutFor(Scale).Subscriptions + MessagesInForce;
            if (things * BytesEach is var needed && needed > availableBytes)
            {
                throw new LabException(
                    $"{strategy.Name} with {Scale.Users:N0} users and {strategy.LayoutFor(Scale).Subscriptions:N0} subscriptions needs about {needed / (1L << 30):N1} GiB, "
                    + $"and this machine has {availableBytes / (1L << 30):N1} GiB for it. Ask for fewer --users, or smaller totals.");
            }
        }
    }

    private static void AtLeast(string name, double value)
    {
        if (value < 1)
        {
            throw new LabException($"{name} is {value:0}: it must be at least 1.");
        }
    }
}
