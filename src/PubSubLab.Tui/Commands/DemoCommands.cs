using PubSubLab.Lab;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Commands;

/// <summary>Plays the demo.</summary>
internal sealed class DemoCommands(
    DemoPlayer player, LabSession session, ExperimentRunner experiments, Playback playback, LogView log, PaneNavigator navigator, Dialogs dialogs, ThemeChoice theme) : ICommandGroup
{
    public static int Order => 20;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Demo, KeyScope.Anywhere, "Demo", "Plays 30 s of Pub/Sub on this lab: delivery, sharing, a crash, a filter. Asks where something has happened.", "d") { Hint = 84, InLabOnly = true },
    ];

    public void AddTo(CommandSet commands) => commands.Add(
        CommandIds.Demo, Ask, () => experiments.Running is { } name ? $"'{name}' runs; it has to end first." : player.WhyNot());

    private void Ask()
    {
        var workers = session.Workers.ReadStatus().Where(w => w.IsAlive).Select(w => w.Name).ToList();
        if (workers.Count <= 1 && session.Journal.Totals.Read().Published == 0 && session.Journal.Unacked.Count == 0 && session.Workers.Earlier.Read().Count == 0)
        {
            Start();
            return;
        }

        var stopped = workers.Count switch { 0 => "", 1 => $"{workers[0]} may be stopped first. ", _ => $"{workers.Count} workers are stopped first, and tasks that they hold return. " };
        dialogs.Open(new ConfirmOverlay(
            theme, "Play the demo on this lab?",
            $"{stopped}The demo publishes 61 tasks, kills a worker, and makes a topic and a subscription that go with the lab. The log and what waits stay.",
            ("Play it", Start)));
    }

    private void Start()
    {
        dialogs.CloseAll();
        log.SetFilter(LogFilter.None);
        playback.Release();
        navigator.GoToLab();
        navigator.Go(PaneId.Flow);
        player.Start();
    }
}
