using System.Text.Json.Nodes;
using PubSubLab.Lab.Ports;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>Reads the etas and retries of a queue's tasks where the broker lets look into its backlog.</summary>
internal static class PubSubQueueLook
{
    /// <summary>The longest backlog that is looked at: it costs the broker the time of its whole length.</summary>
    private const int MaxTasks = 500;

    /// <summary>Limit of a message that is read for its eta and retries. An emulator leaves out the bodies that are too much for one answer.</summary>
    private const int MaxBytes = 64 * 1_024;

    /// <summary>Completes the figures of a subscription.</summary>
    public static async Task<BacklogState> CountAsync(BacklogState backlog, IBacklogInspection inspection, string subscription, DateTimeOffset now, CancellationToken cancellation)
    {
        var state = backlog with { IsTaskQueue = true, Unacknowledged = backlog.Outstanding };
        var all = backlog.Waiting + backlog.Outstanding;
        if (all > MaxTasks || (all > 0 ? await inspection.PeekAsync(subscription, MaxTasks, cancellation) : []) is not { } messages)
        {
            return state;
        }

        var heads = messages.Where(m => m.Data.Length is > 0 and <= MaxBytes).Select(m => HeadOf(m.Data)).ToList();
        return TaskFigures.Count(state with { IsPartial = heads.Count < messages.Count }, heads, now);
    }

    private static (string Eta, int Retries) HeadOf(ReadOnlyMemory<byte> data)
    {
        try
        {
            var headers = KombuEnvelope.Read(data).Headers;
            return (
                headers["eta"] is JsonValue eta && eta.TryGetValue<string>(out var text) ? text : "",
                headers["retries"] is JsonValue retries && retries.TryGetValue<int>(out var count) ? count : 0);
        }
        catch (RefusedMessageException)
        {
            // No task: a worker says so when it takes it.
            return ("", 0);
        }
    }
}
