using PubSubLab.Lab;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>A broker of task queues with another program's workers, as the test says.</summary>
internal sealed class ScriptedQueue : IQueueInspection, IFleetView
{
    public bool HasTasks { get; init; } = true;

    /// <summary>The queues' figures.</summary>
    public Dictionary<string, BacklogState> Figures { get; } = [];

    /// <summary>The other programs' workers.</summary>
    public List<FleetWorker> Workers { get; } = [];

    /// <summary>Announced states of tasks.</summary>
    public Dictionary<string, List<TaskStateChange>> States { get; } = [];

    /// <summary>States of stored results.</summary>
    public Dictionary<string, TaskStateChange> Stored { get; } = [];

    /// <summary>Why the broker does not answer; null where it does.</summary>
    public LabException? Refusal { get; set; }

    public Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation) =>
        Refusal is { } refusal ? Task.FromException<BacklogState?>(refusal) : Task.FromResult(Figures.GetValueOrDefault(subscription));

    public Task WatchAsync(CancellationToken cancellation) => Refusal is { } refusal ? Task.FromException(refusal) : Task.CompletedTask;

    public IReadOnlyList<FleetWorker> Read() => [.. Workers];

    public IReadOnlyList<TaskStateChange> StatesOf(string taskId) => States.TryGetValue(taskId, out var states) ? [.. states] : [];

    public Task<TaskStateChange?> ReadResultAsync(string taskId, CancellationToken cancellation) => Task.FromResult(Stored.GetValueOrDefault(taskId));
}
