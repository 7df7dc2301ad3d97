using PubSubLab.Lab.Runtime;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>
/// Work on the caller's thread until it waits for something. What the screen asks a scripted broker is answered before the next frame, so no
/// frame depends on how fast another thread is.
/// </summary>
internal sealed class InlineRuntime : ILabRuntime
{
    private InlineRuntime()
    {
    }

    public static InlineRuntime Instance { get; } = new();

    public string SuffixAt(long position) => MachineRuntime.Instance.SuffixAt(position);

    public Task StartAsync(Func<Task> work)
    {
        // The library's context wants its loop, which no test runs.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
