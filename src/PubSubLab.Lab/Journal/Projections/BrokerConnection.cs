namespace PubSubLab.Lab.Journal;

/// <summary>The broker as the lab sees it, at one moment.</summary>
/// <param name="LostAt">When it stopped answering, on the journal's clock; null while it answers.</param>
/// <param name="Reason">Why, as the transport says it.</param>
/// <param name="Missing">A sentence about the lost topic or subscription; null while both exist.</param>
public sealed record BrokerConnection(TimeSpan? LostAt, string? Reason, string? Missing)
{
    /// <summary>Whether it has lost both, as one that was started again has.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>An outage that lasts longer is called unreachable: 10 s.</summary>
    public static readonly TimeSpan ReconnectingFor = TimeSpan.FromSeconds(10);

    /// <summary>Duration of the outage; null while it answers.</summary>
    public TimeSpan? LostFor(TimeSpan now) => LostAt is { } since ? now - since : null;

    /// <summary>The state with its sign, as the header has it.</summary>
    public string Label(TimeSpan now) => LostFor(now) switch
    {
        { } lost when lost < ReconnectingFor => $"◌ reconnecting {Durations.Age(lost)}",
        { } lost => $"✗ unreachable {Durations.Age(lost)}",
        null when Missing is not null => IsEmpty ? "✗ empty" : "✗ deleted",
        null => "●",
    };
}
