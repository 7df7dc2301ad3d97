using PubSubLab.Lab;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Commands;

/// <summary>Ends and changes workers.</summary>
internal sealed class WorkerCommands(
    SelectedWorker selected, WorkerList list, WorkerTargets targets, Dialogs dialogs, ThemeChoice theme, LabSession session, RouteChoices routes, BackgroundWork work, Notices notices)
    : ICommandGroup
{
    public static int Order => 206;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Kill, KeyScope.Flow, "Kill", "Kills the selected worker like a crash. Others get its messages when its leases end.", "Delete", "Ctrl+K") { Hint = 3, InLabOnly = true, Order = 201 },
        new(CommandIds.EndWorker, KeyScope.Flow, "Stop or kill", "Asks whether to stop or kill the selected worker.", "x") { Hint = 92, InPalette = false, InLabOnly = true, Order = 203 },
        new(CommandIds.Stop, KeyScope.Flow, "Stop", "Stops the selected worker after it finishes its outstanding messages.") { InLabOnly = true, Order = 203 },
        new(CommandIds.EditWorker, KeyScope.Anywhere, "Edit worker", "Changes the selected worker's handler, users and outstanding limit.", "e") { InLabOnly = true },
        new(CommandIds.ClearEnded, KeyScope.Anywhere, "Clear ended", "Removes ended workers from the list, and forgets those of the last run.", "C") { InLabOnly = true },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Kill, () => selected.With(worker => targets.Kill(worker.Name)), selected.WhyNotShown);
        commands.Add(CommandIds.Stop, () => selected.With(Stop), selected.WhyNotShown);
        commands.Add(CommandIds.EndWorker, () => selected.With(AskHow), selected.WhyNotShown);
        commands.Add(CommandIds.EditWorker, () => selected.With(Edit), selected.WhyNotAlive);
        commands.Add(
            CommandIds.ClearEnded, () => work.Start(_ => targets.ClearEndedAsync()), () => targets.ReadStatus().Any(w => !w.IsAlive) || session.Workers.Earlier.Read().Count > 0 ? null : "no worker has ended.");
    }

    private void Stop(WorkerStatus worker) => work.Start(_ => targets.StopAsync(worker.Name));

    private void AskHow(WorkerStatus worker) => dialogs.Open(new MenuOverlay(
        theme, notices, $"End {worker.Name}",
        new MenuChoice($"Stop {worker.Name}", "It finishes its outstanding messages first.", () => Stop(worker)),
        new MenuChoice($"Kill {worker.Name}", "Like a crash: its messages return when its leases end.", () => targets.Kill(worker.Name))));

    private void Edit(WorkerStatus chosen)
    {
        var worker = targets.Get(chosen.Name);
        dialogs.Open(new WorkerOverlay(theme, session, routes, worker, worker.Spec, null, (spec, _) => Apply(spec, worker)));
    }

    private string? Apply(WorkerSpec spec, Worker worker)
    {
        if (spec.MaxInFlight == worker.Spec.MaxInFlight)
        {
            targets.SwitchRule(spec.Accepts, worker.Name);
            targets.SwitchHandler(spec.Handler, worker.Name);
            return null;
        }

        // Flow control is agreed with the broker when the stream opens: another figure needs another stream.
        work.Start(async ending =>
        {
            var next = await targets.ReplaceAsync(worker.Name, spec, ending);
            work.Post(() =>
            {
                list.Select(next.Name);
                notices.Say($"{worker.Name} stopped in good order; {next.Name} replaces it with at most {spec.MaxInFlight:N0} outstanding.");
            });
        });
        return null;
    }
}
