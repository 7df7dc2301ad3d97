using PubSubLab.Lab.Ports;

namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>Makes figures of the etas and retries of a queue's tasks.</summary>
internal static class TaskFigures
{
    /// <summary>A queue's figures.</summary>
    /// <param name="state">Its figures so far.</param>
    /// <param name="tasks">Of each ready or outstanding task, its eta as it is written, empty for none, and its number of retries.</param>
    /// <param name="now">Now.</param>
    public static BacklogState Count(BacklogState state, IReadOnlyCollection<(string Eta, int Retries)> tasks, DateTimeOffset now)
    {
        var due = tasks.Select(t => IsoTime.TryParse(t.Eta, out var eta) && eta > now ? eta : (DateTimeOffset?)null).OfType<DateTimeOffset>().ToList();
        var retries = tasks.Where(t => t.Retries > 0).Select(t => t.Retries).ToList();
        return state with
        {
            IsTaskQueue = true,
            Scheduled = due.Count,
            NextDueIn = due.Count > 0 ? due.Min() - now : null,
            Retrying = retries.Count,
            HighestAttempt = retries.Count > 0 ? (int)Math.Min(retries.Max() + 1L, int.MaxValue) : null,
        };
    }
}
