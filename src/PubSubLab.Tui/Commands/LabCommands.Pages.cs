using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Routing;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Commands;

internal static partial class LabCommands
{
    private static void AddPages(LabWindow w)
    {
        var (c, e) = (w.Commands, w.State.Experiments);
        c.Add(CommandIds.Experiments, () => w.TogglePage(PaneId.Experiments));
        c.Add(CommandIds.Topology, () => w.TogglePage(PaneId.Topology));
        c.Add(CommandIds.RoutingPage, () => w.Open(new RoutingOverlay(w.State, start => Agreed(w, start)) { Close = w.CloseOverlay }));
        c.Add(CommandIds.LabPage, w.GoToLab);
        c.Add(CommandIds.TopologyBack, w.GoToLab);
        c.Add(CommandIds.ExperimentRun, () => Agreed(w, e.Run), () => e.IsRunning ? $"'{e.Running}' is running; x stops it." : null);
        c.Add(CommandIds.ExperimentStop, e.Stop, () => e.IsRunning ? null : "no experiment is running.");
        c.Add(CommandIds.ExperimentUp, () => w.Experiments.Move(-1));
        c.Add(CommandIds.ExperimentDown, () => w.Experiments.Move(1));
        c.Add(CommandIds.ExperimentPageUp, () => w.Experiments.Scroll(-1));
        c.Add(CommandIds.ExperimentPageDown, () => w.Experiments.Scroll(1));
        c.Add(CommandIds.TopologyUp, () => w.Topology.Move(-1));
        c.Add(CommandIds.TopologyDown, () => w.Topology.Move(1));
    }
}
