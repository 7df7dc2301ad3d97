using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Tui.Flow;

/// <summary>The source of a flow: the totals of a journal, and the moment of the picture.</summary>
/// <param name="fold">Reads the totals.</param>
/// <param name="now">Reads the moment.</param>
/// <param name="streamLostAt">Reads when a worker lost its stream, where the journal alone does not tell; null otherwise.</param>
/// <param name="isSilent">Reads whether a broker of task queues no longer answers; null where there is none.</param>
internal sealed class FlowScene(Func<JournalFold> fold, Func<TimeSpan> now, Func<string, TimeSpan?>? streamLostAt = null, Func<bool>? isSilent = null)
{
    private static readonly TimeSpan s_atWorkFor = TimeSpan.FromSeconds(5);

    public JournalFold Fold => fold();

    public TimeSpan Now => now();

    /// <summary>Whether the broker no longer answers, so that heartbeats do not arrive.</summary>
    public bool IsSilent => isSilent?.Invoke() == true;

    /// <summary>Whether a worker does something, has something, or is in trouble.</summary>
    public bool IsAtWork(WorkerStatus worker) =>
        (worker.IsAlive && (worker.Tally.InHand > 0 || (worker.Tally.Delivered > 0 && Now - worker.Tally.LastAt < s_atWorkFor)))
        || worker.Failure is not null || (worker.LeasesEndAt is { } end && end > Now) || HasNoStream(worker);

    /// <summary>Whether a worker of this lab has lost its stream.</summary>
    public bool HasNoStream(WorkerStatus worker) =>
        worker.State is WorkerState.Running or WorkerState.Stopping && !worker.IsOfOtherProgram && (Fold.Connections.LostAt(worker.Name) ?? streamLostAt?.Invoke(worker.Name)) is not null;
}
