using PubSubLab.Tui.FaultMenu;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>What the palette lists: the commands of the key table, and those that need no key.</summary>
internal static class Palette
{
    /// <summary>What a theme is called.</summary>
    public static string NameOf(ThemeName theme) => theme switch { ThemeName.HighContrast => "high contrast", _ => theme.ToString().ToLowerInvariant() };

    /// <summary>Everything that can be done.</summary>
    public static IReadOnlyList<PaletteItem> Items(LabWindow w)
    {
        var items = w.State.Keys.Where(e => e.InPalette)
            .Select(e => new PaletteItem(e.Title, e.Help, e.FirstKey, w.Commands.WhyNot(e.Id), () => w.Commands.Run(e.Id)))
            .ToList();
        foreach (var theme in Enum.GetValues<ThemeName>())
        {
            items.Add(new PaletteItem($"Theme: {NameOf(theme)}", "Changes the look of everything.", "", null, () => LabCommands.SetTheme(w, theme)));
        }

        for (var i = 0; i < w.State.Experiments.All.Count; i++)
        {
            var (index, experiment) = (i, w.State.Experiments.All[i]);
            items.Add(new PaletteItem(
                $"Experiment: {experiment.Name}", experiment.Title, "", InRecording(w, CommandIds.ExperimentRun) ?? (w.State.Experiments.IsRunning ? "another one is running." : null),
                () =>
                {
                    w.State.Experiments.Choose(index);
                    if (w.Page != Layout.PaneId.Experiments)
                    {
                        w.TogglePage(Layout.PaneId.Experiments);
                    }

                    w.Commands.Run(CommandIds.ExperimentRun);
                }));
        }

        foreach (var fault in w.State.Session.Ports.Faults is null ? [] : FaultChoice.All(w.State))
        {
            items.Add(new PaletteItem($"Fault: {fault.Title.ToLowerInvariant()}{(fault.Amount is { } amount ? $" {amount}" : "")}", fault.Lesson, "", null, fault.SwitchOn));
        }

        var worker = w.State.ReadSelectedWorker();
        foreach (var handler in w.State.Session.Handlers.Names)
        {
            items.Add(new PaletteItem(
                $"Handler: {handler}", $"Gives {worker?.Name ?? "the selected worker"} the {handler} handler.", "",
                InRecording(w, CommandIds.Slow) ?? (worker is { IsAlive: true } && !ScreenState.IsOther(worker) ? null : "no running worker is selected."),
                () => w.State.Workers.SwitchHandler(handler, worker!.Name)));
        }

        return items;
    }

    private static string? InRecording(LabWindow w, string id) => w.State.IsRecording ? w.Commands.WhyNot(id) : null;
}
