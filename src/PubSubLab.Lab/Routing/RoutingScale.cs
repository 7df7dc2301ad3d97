namespace PubSubLab.Lab.Routing;

/// <summary>The totals that a strategy computes with.</summary>
public sealed record RoutingScale
{
    /// <summary>Number of users. Default: 100.</summary>
    public int Users { get; init; } = 100;

    /// <summary>Number of workers. Default: 10.</summary>
    public int Workers { get; init; } = 10;

    /// <summary>Subscriptions of <c>filter-mod</c>. Default: 100.</summary>
    public ulong Shards { get; init; } = 100;

    /// <summary>Hexadecimal digits of a <c>prefix</c>, 1 to 64; each multiplies the subscriptions by 16. Default: 2, 256 subscriptions.</summary>
    public int PrefixDigits { get; init; } = 2;

    /// <summary>Topics of <c>topic-and-sub</c>; null for the root of the number of users, so that there are as many places as users.</summary>
    public ulong? Topics { get; init; }

    /// <summary>Subscriptions a topic of <c>topic-and-sub</c>; null as for <see cref="Topics"/>.</summary>
    public ulong? Subs { get; init; }

    /// <summary>The two levels in force: 1,000 x 1,000 at a million users, 10 x 10 at a hundred.</summary>
    public TopicAndSub Levels => new(Topics ?? Root, Subs ?? Root);

    private ulong Root => (ulong)Math.Max(1, Math.Ceiling(Math.Sqrt(Users)));
}
