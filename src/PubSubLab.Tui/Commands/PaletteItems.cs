using PubSubLab.Lab;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Commands;

/// <summary>The palette's lines: the commands of the key table, then those that need no key.</summary>
internal sealed class PaletteItems(
    ScreenKeys keys, CommandSet commands, ScreenCommands screen, ExperimentRunner experiments, Course course, PaneNavigator navigator, LabSession session, Playback playback, SelectedWorker selected,
    WorkerTargets targets, Dialogs dialogs, Notices notices)
{
    public IReadOnlyList<PaletteItem> Read() => [.. Commands(), .. Themes(), .. Experiments(), .. Faults(), .. Handlers()];

    private IEnumerable<PaletteItem> Commands() =>
        keys.All.Where(e => e.InPalette).Select(e => new PaletteItem(e.Title, e.Help, e.FirstKey, commands.WhyNot(e.Id), () => Run(e)));

    // A command of the lab leaves the window that lies over it.
    private void Run(KeyTableEntry entry)
    {
        if (dialogs.Top?.Allows(entry) == false)
        {
            dialogs.CloseAll();
        }

        commands.Run(entry.Id);
    }

    private IEnumerable<PaletteItem> Themes() =>
        Enum.GetValues<ThemeName>().Select(t => new PaletteItem($"Theme: {ScreenCommands.NameOf(t)}", "Changes the look of everything.", "", null, () => screen.Choose(t)));

    private IEnumerable<PaletteItem> Experiments() => experiments.All.Select((experiment, index) => new PaletteItem(
        $"Question: {experiment.Name}", experiment.Title, "", InRecording(CommandIds.ExperimentRun),
        () =>
        {
            dialogs.CloseAll();
            experiments.Choose(index);
            course.Open();
            if (navigator.Page != PaneId.Experiments)
            {
                navigator.TogglePage(PaneId.Experiments);
            }
        }));

    private IEnumerable<PaletteItem> Faults() => (session.Ports.Faults is null ? [] : FaultChoice.All(session, notices))
        .Select(f => new PaletteItem($"Fault: {f.Title.ToLowerInvariant()}{(f.Amount is { } amount ? $" {amount}" : "")}", f.Lesson, "", null, f.SwitchOn));

    private IEnumerable<PaletteItem> Handlers() => session.Handlers.Names.Select(handler => new PaletteItem(
        $"Handler: {handler}", $"Gives the selected worker the {handler} handler{(session.Handlers.FileOf(handler) is { } file ? $" of {file}" : "")}.", "", InRecording(CommandIds.Slow) ?? selected.WhyNotAlive(),
        () => selected.With(worker => targets.SwitchHandler(handler, worker.Name))));

    private string? InRecording(string id) => playback.IsRecording ? commands.WhyNot(id) : null;
}
