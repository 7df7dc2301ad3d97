using Humanizer;
using PubSubLab.Lab;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Workers;

/// <summary>A lab that goes on from a data directory: what it has from the last run, and that run's workers on one key.</summary>
internal sealed class GoingOn(LabSession session, BackgroundWork work, Notices notices, ScreenKeys keys)
{
    private const int MostNamed = 3;

    private EarlierWorkers Earlier => session.Workers.Earlier;

    /// <summary>Why no worker of the last run can be respawned; null where one can.</summary>
    public string? WhyNot() => Earlier.Read().Count > 0 ? null : "there are no workers of an earlier run.";

    /// <summary>The row of the flow that offers them; null where there are none.</summary>
    public string? Offer => Earlier.Read() is { Count: > 0 } specs
        ? $"{keys.KeyOf(CommandIds.Respawn)} respawns {Named(specs)} of the last run. {keys.KeyOf(CommandIds.ClearEnded)} forgets {(specs.Count == 1 ? "it" : "them")}, {keys.KeyOf(CommandIds.Spawn)} spawns anew."
        : null;

    /// <summary>Says where the lab goes on from. Nothing is said where it begins.</summary>
    public void Say()
    {
        if (session.Kept is { HasRun: true } kept)
        {
            var waiting = session.Journal.Unacked.Count;
            var earlier = Earlier.Read();
            notices.Say($"{kept.Name} is open again: {waiting:N0} unacked."
                + (earlier.Count == 0 ? $" {keys.KeyOf(CommandIds.Spawn)} spawns a worker." : $" {keys.KeyOf(CommandIds.Respawn)} respawns {Named(earlier)} of the last run."));
        }
    }

    /// <summary>Spawns the workers of the last run.</summary>
    public void Respawn() => work.Start(async ending =>
    {
        var workers = await Earlier.RespawnAsync(session.Workers, ending);
        work.Post(() => notices.Say($"{string.Join(", ", workers.Take(MostNamed).Select(w => w.Name))}{(workers.Count > MostNamed ? $" and {workers.Count - MostNamed:N0} more" : "")} of the last run {(workers.Count == 1 ? "works" : "work")} again."));
    });

    private static string Named(IReadOnlyList<WorkerSpec> specs) => string.Join(", ", specs.Take(MostNamed).Select(s => $"{s.Name} {s.Handler}"))
        + (specs.Count > MostNamed ? $" and {specs.Count - MostNamed:N0} more" : "");
}
