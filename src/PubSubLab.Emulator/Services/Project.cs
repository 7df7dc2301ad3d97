namespace PubSubLab.Emulator.Services;

/// <summary>The names that a project has, in the order in which lists page through them.</summary>
internal sealed class Project
{
    public SortedSet<string> Topics { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Snapshots { get; } = new(StringComparer.Ordinal);
}
