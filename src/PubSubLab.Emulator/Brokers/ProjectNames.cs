namespace PubSubLab.Emulator.Brokers;

/// <summary>The names that a project has, in the order in which lists page through them.</summary>
internal sealed class ProjectNames
{
    public SortedSet<string> Topics { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Snapshots { get; } = new(StringComparer.Ordinal);
}
