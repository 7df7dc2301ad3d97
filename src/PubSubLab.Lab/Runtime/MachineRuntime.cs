namespace PubSubLab.Lab.Runtime;

/// <summary>Suffixes that no other run has, and work on the thread pool.</summary>
public sealed class MachineRuntime : ILabRuntime
{
    private MachineRuntime()
    {
    }

    /// <summary>The one instance.</summary>
    public static MachineRuntime Instance { get; } = new();

    /// <inheritdoc/>
    public string SuffixAt(long position) => Guid.NewGuid().ToString("N")[..8];

    /// <inheritdoc/>
    public Task StartAsync(Func<Task> work) => Task.Run(work);
}
