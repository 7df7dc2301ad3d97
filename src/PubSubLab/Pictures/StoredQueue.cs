using System.Text.Json;
using PubSubLab.Lab.Ports;

namespace PubSubLab.Pictures;

/// <summary>A broker of task queues that gives the stored answers of a real one: for pictures.</summary>
/// <param name="queue">The queue that it has.</param>
/// <param name="answers">The answers.</param>
internal sealed class StoredQueue(string queue, StoredQueue.Answers answers) : IQueueInspection, IFleetView
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private (string Id, TimeSpan Later)? _followed;

    /// <summary>The stored answers of a Redis with a worker of Python.</summary>
    public static Answers OfRedis() => JsonSerializer.Deserialize<Answers>(StoredAnswers.Read("redis.json"), s_json)!;

    /// <summary>Gives the stored states to a task that was published at another time.</summary>
    public void Follow(string taskId, DateTimeOffset publishedAt) => _followed = (taskId, publishedAt - answers.PublishedAt);

    /// <inheritdoc/>
    public Task<BacklogState?> ReadBacklogAsync(string subscription, CancellationToken cancellation) => Task.FromResult(subscription == queue ? answers.Figures : null);

    /// <inheritdoc/>
    public Task WatchAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<FleetWorker> Read() => answers.Workers;

    /// <inheritdoc/>
    public IReadOnlyList<TaskStateChange> StatesOf(string taskId) =>
        _followed is { } followed && followed.Id == taskId ? [.. answers.States.Select(s => s with { At = s.At + followed.Later })] : [];

    /// <inheritdoc/>
    public Task<TaskStateChange?> ReadResultAsync(string taskId, CancellationToken cancellation) => Task.FromResult<TaskStateChange?>(null);

    /// <summary>Answers of the broker and announcements of the workers.</summary>
    /// <param name="Figures">The figures of the queue.</param>
    /// <param name="Workers">The other programs' workers.</param>
    /// <param name="PublishedAt">When a task was published.</param>
    /// <param name="States">Its states.</param>
    public sealed record Answers(BacklogState Figures, IReadOnlyList<FleetWorker> Workers, DateTimeOffset PublishedAt, IReadOnlyList<TaskStateChange> States);
}
