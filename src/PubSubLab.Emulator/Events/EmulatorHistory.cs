
namespace PubSubLab.Emulator;

/// <summary>Everything that happened in an emulator, for assertions. Kept when <see cref="PubSubEmulatorOptions.KeepHistory"/> is set.</summary>
public sealed class EmulatorHistory
{
    private readonly Lock _gate = new();
    private readonly List<EmulatorEvent> _events = [];

    internal EmulatorHistory()
    {
    }

    /// <summary>All events, oldest first.</summary>
    public IReadOnlyList<EmulatorEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The messages that a topic got, in publish order.</summary>
    /// <param name="topic">Full resource name.</param>
    public IReadOnlyList<PubsubMessageView> Published(string topic) =>
        [.. Events.Where(e => e.Kind == EmulatorEventKind.Published && e.Topic == topic).Select(e => e.Message!)];

    /// <summary>A subscription's deliveries in order, one event each.</summary>
    /// <param name="subscription">Full resource name.</param>
    public IReadOnlyList<EmulatorEvent> Deliveries(string subscription) =>
        [.. Events.Where(e => e.Kind == EmulatorEventKind.Delivered && e.Subscription == subscription)];

    /// <summary>Forgets what happened so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _events.Clear();
        }
    }

    internal void Add(in EmulatorEvent e)
    {
        lock (_gate)
        {
            _events.Add(e);
        }
    }

    internal void Forget(string project)
    {
        lock (_gate)
        {
            _events.RemoveAll(e => IsOf(e.Topic, project) || IsOf(e.Subscription, project));
        }
    }

    private static bool IsOf(string? name, string project) => name is not null && name.StartsWith(project + "/", StringComparison.Ordinal);
}
