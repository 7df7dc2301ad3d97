using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Commands;

/// <summary>The selected worker as commands take it.</summary>
internal sealed class SelectedWorker(WorkerList list, FlowView flow, ExperimentRunner experiments, PaneNavigator navigator, Notices notices)
{
    /// <summary>Acts on the selected worker. Workers come and go on other threads: the one for which the key was allowed may have gone since.</summary>
    public void With(Action<WorkerStatus> act)
    {
        if (list.IsExpecting)
        {
            list.WhenThere(act);
        }
        else if (list.ReadSelected() is { } chosen)
        {
            act(chosen);
        }
        else
        {
            notices.Fail("The worker has just gone.");
        }
    }

    /// <summary>Null where a worker of this lab is selected and alive; otherwise a sentence with the reason.</summary>
    /// <param name="wayOut">Advice if the worker has ended.</param>
    public string? WhyNotAlive(string wayOut = "r spawns one like it.") => list.ReadSelected() switch
    {
        _ when !navigator.InSight.Contains(PaneId.Flow) => "the flow is not in sight here; Esc goes back to it.",
        _ when list.IsExpecting => null,
        null when experiments.IsRunning => $"'{experiments.Running}' has no workers at this moment; Up and Down in the flow (2) choose one of the lab's.",
        null => "there is no worker; + spawns one.",
        { IsOfOtherProgram: true } other => $"{other.Name} belongs to another program; end it there.",
        { IsAlive: false } worker => $"{worker.Name} has ended already; {wayOut}",
        _ => null,
    };

    /// <summary>As <see cref="WhyNotAlive"/>, and null only while the flow has the focus: the person sees which worker it is.</summary>
    public string? WhyNotShown() =>
        navigator.Focused != PaneId.Flow && WhyNotAlive() is null ? "it works on the worker that is selected in the flow; 2 goes there."
        : flow.Selected is { Kind: not FlowKind.Worker } ? "a worker has to be selected; Up and Down go to one."
        : WhyNotAlive();

    /// <summary>Null where a worker of this lab is selected that has ended.</summary>
    public string? WhyNotEnded() => list.ReadSelected() is { IsAlive: false, IsOfOtherProgram: false } ? null : WhyNotAlive("");
}
