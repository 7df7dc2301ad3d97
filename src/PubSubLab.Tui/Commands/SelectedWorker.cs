using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Timeline;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Commands;

/// <summary>
/// The worker that worker commands work on: the one that is selected in the focused pane, a bar's in the timeline, a line's in the log. A
/// pane without workers leaves it to the flow.
/// </summary>
internal sealed class SelectedWorker(
    WorkerList list, FlowView flow, TimelineView timeline, LogView log, ExperimentRunner experiments, PaneNavigator navigator, ScreenKeys keys, Notices notices)
{
    /// <summary>Acts on the selected worker. Workers come and go on other threads: the one for which the key was allowed may have gone since.</summary>
    public void With(Action<WorkerStatus> act)
    {
        if (IsAwaited)
        {
            list.WhenThere(act);
        }
        else if (Read().Worker is { } chosen)
        {
            act(chosen);
        }
        else
        {
            notices.Fail("The worker has just gone.");
        }
    }

    /// <summary>Null where a worker of this lab is selected and alive; otherwise a sentence with the reason.</summary>
    public string? WhyNotAlive() => WhyNot(w => w.IsAlive ? null : $"{w.Name} has ended already; {keys.KeyOf(CommandIds.Respawn)} spawns one like it.");

    /// <summary>As <see cref="WhyNotAlive"/>, and null only while the flow has the focus: the person sees which worker it is.</summary>
    public string? WhyNotShown() => navigator.Focused == PaneId.Flow ? WhyNotAlive()
        : $"it works on the worker that is selected in the flow; {keys.KeyOf(CommandIds.PaneFlow)} goes there.";

    /// <summary>Null where a worker of this lab is selected that has ended.</summary>
    public string? WhyNotEnded() =>
        WhyNot(w => w.IsAlive ? $"{w.Name} is running; {keys.KeyOf(CommandIds.Kill)} kills it first, {keys.KeyOf(CommandIds.Spawn)} spawns one more." : null);

    // The keys of the flow mean the worker that is being spawned.
    private bool IsAwaited => list.IsExpecting && navigator.Focused != PaneId.Timeline && navigator.Focused != PaneId.Log;

    private string Goes => $"{keys.KeyOf(CommandIds.PaneFlow)} goes to the flow.";

    private string? WhyNot(Func<WorkerStatus, string?> ofWorker) =>
        !navigator.InSight.Contains(PaneId.Flow) ? "the flow is not in sight here; Esc goes back to it."
        : IsAwaited ? null
        : Read() switch
        {
            (_, { } reason) => reason,
            ({ IsOfOtherProgram: true } other, _) => $"{other.Name} belongs to another program; end it there.",
            ({ } worker, _) => ofWorker(worker),
            _ => null,
        };

    private (WorkerStatus? Worker, string? WhyNone) Read() => navigator.Focused switch
    {
        var pane when pane == PaneId.Timeline => timeline.Selected is { } bar ? Named(bar.Worker) : (null, $"no bar is selected; Left and Right select one, {Goes}"),
        var pane when pane == PaneId.Log && log.Following => (null, $"the log follows, so no line is selected; Up selects one, {Goes}"),
        var pane when pane == PaneId.Log => log.ReadSelected()?.Worker is { } named ? Named(named) : (null, $"the selected line is about no worker; {Goes}"),
        var pane when pane == PaneId.Flow && flow.Selected is { Kind: not FlowKind.Worker } => (null, "a worker has to be selected; Up and Down go to one."),
        _ when list.ReadSelected() is { } selected => (selected, null),
        _ when experiments.IsRunning => (null, $"'{experiments.Running}' has no workers at this moment; Up and Down in the flow ({keys.KeyOf(CommandIds.PaneFlow)}) choose one of the lab's."),
        _ => (null, $"there is no worker; {keys.KeyOf(CommandIds.Spawn)} spawns one."),
    };

    private (WorkerStatus? Worker, string? WhyNone) Named(string name) =>
        list.Read().FirstOrDefault(w => w.Name == name) is { } there ? (there, null) : (null, $"{name} is not in the flow any more.");
}
