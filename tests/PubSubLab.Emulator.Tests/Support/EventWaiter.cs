namespace PubSubLab.Emulator.Tests.Support;

/// <summary>Keeps what an emulator tells, and waits for the first event of a kind.</summary>
internal sealed class EventWaiter(EmulatorEventKind kind) : IEmulatorObserver
{
    private readonly TaskCompletionSource<EmulatorEvent> _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<EmulatorEvent> _events = [];

    public Task<EmulatorEvent> Happened => _happened.Task;

    public EmulatorEvent[] Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public void OnEvent(in EmulatorEvent e)
    {
        lock (_events)
        {
            _events.Add(e);
        }

        if (e.Kind == kind)
        {
            _happened.TrySetResult(e);
        }
    }
}
