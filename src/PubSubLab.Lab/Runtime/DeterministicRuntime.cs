namespace PubSubLab.Lab.Runtime;

/// <summary>Suffixes that tell the position, and work on the caller's thread: a run on a manual clock comes out the same each time.</summary>
public sealed class DeterministicRuntime : ILabRuntime
{
    private DeterministicRuntime()
    {
    }

    /// <summary>The one instance.</summary>
    public static DeterministicRuntime Instance { get; } = new();

    /// <inheritdoc/>
    public string SuffixAt(long position) => $"{position:x8}";

    /// <inheritdoc/>
    public Task StartAsync(Func<Task> work) => work();
}
