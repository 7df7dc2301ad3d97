using System.Text.Json.Nodes;
using PubSubLab.Lab;
using PubSubLab.Lab.Ports;
using PubSubLab.Transports.Celery.Protocol;
using PubSubLab.Transports.Celery.Results;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>
/// Watches a Celery fleet by its events, as Flower does: other programs' workers, and the states of tasks. The lab's own workers of this
/// process tell their states without the broker.
/// </summary>
/// <param name="source">Brings the events.</param>
/// <param name="results">Where results are; null for nowhere.</param>
/// <param name="time">The clock of heartbeats; null for the machine's, as a lab's can stand still.</param>
internal sealed class FleetMonitor(IEventSource source, ResultStore? results, TimeProvider? time = null) : IFleetView
{
    private readonly TaskStates _states = new();
    private readonly FleetNodes _nodes = new(time ?? TimeProvider.System);
    private volatile bool _isWatched;

    /// <inheritdoc/>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        _isWatched = true;
        await source.ListenAsync(Take, cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<FleetWorker> Read() => _nodes.Read();

    /// <inheritdoc/>
    public IReadOnlyList<TaskStateChange> StatesOf(string taskId) => _states.Of(taskId);

    /// <inheritdoc/>
    public async Task<TaskStateChange?> ReadResultAsync(string taskId, CancellationToken cancellation) =>
        results is null ? null : await results.ReadStateAsync(taskId, cancellation);

    /// <summary>A worker of this process brought a task to a state. Kept only while somebody watches.</summary>
    public void Tell(string taskId, string state, string worker, string detail = "")
    {
        if (_isWatched)
        {
            _states.Add(taskId, new TaskStateChange(state, TimeProvider.System.GetUtcNow(), worker, detail));
        }
    }

    /// <summary>Takes a message of the events' exchange: one event, or a list of them. Anything else is left alone.</summary>
    internal void Take(CeleryMessage message)
    {
        switch (PresenceMessages.ReadAny(message))
        {
            case JsonObject one:
                Take(new FleetEvent(one));
                break;
            case JsonArray many:
                foreach (var one in many.OfType<JsonObject>())
                {
                    Take(new FleetEvent(one));
                }

                break;
            default:
                break;
        }
    }

    private void Take(FleetEvent e)
    {
        // A worker of this process tells its states itself.
        if (e.Worker.Length == 0 || e.Worker.EndsWith(NodeIdentity.Suffix, StringComparison.Ordinal))
        {
            return;
        }

        _nodes.Take(e);
        if (e.TaskId.Length > 0 && e.State is { } state)
        {
            _states.Add(e.TaskId, new TaskStateChange(state, e.At, e.Worker, e.Detail));
        }
    }
}
