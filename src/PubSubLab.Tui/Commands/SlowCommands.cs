using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Commands;

/// <summary>Switches the slow handler on and off.</summary>
internal sealed class SlowCommands(SelectedWorker selected, WorkerTargets targets, ExperimentRunner experiments, PaneNavigator navigator, Notices notices) : ICommandGroup
{
    private static readonly string s_slow = HandlerCatalog.NameOf(typeof(SlowHandler));
    private static readonly string s_echo = HandlerCatalog.NameOf(typeof(EchoHandler));

    // The handler of a worker before it was made slow.
    private readonly Dictionary<string, string> _before = new(StringComparer.Ordinal);

    public static int Order => 205;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Slow, KeyScope.Anywhere, "Slow", "Toggles the slow handler of the selected worker.", "s") { Hint = 60, HintIn = [(KeyScope.Flow, 4), (KeyScope.Log, 40), (KeyScope.Timeline, 40)], InLabOnly = true },
        new(CommandIds.SlowAll, KeyScope.Anywhere, "Slow all", "Toggles the slow handler of all workers, or of a running experiment's workers.", "S") { InLabOnly = true },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Slow, () => selected.With(SwitchOne), selected.WhyNotAlive);
        commands.Add(CommandIds.SlowAll, SwitchAll, () => targets.ReadAll().Any(w => w.IsAlive) ? null : "no worker is running; + spawns one.");
    }

    // Away from the flow a person may not see which worker it was.
    private void SwitchOne(WorkerStatus worker)
    {
        var handler = Switch(worker);
        if (navigator.Focused != PaneId.Flow)
        {
            notices.Say($"{worker.Name} gets the {handler} handler for its next task.");
        }
    }

    private string Switch(WorkerStatus worker)
    {
        var handler = worker.Handler == s_slow ? _before.GetValueOrDefault(worker.Name, s_echo) : s_slow;
        if (handler == s_slow)
        {
            _before[worker.Name] = worker.Handler;
        }

        targets.SwitchHandler(handler, worker.Name);
        return handler;
    }

    /// <summary>Makes all slow; where all are slow already, all get their former handler.</summary>
    private void SwitchAll()
    {
        var alive = targets.ReadAll().Where(w => w.IsAlive).ToList();
        var off = alive.TrueForAll(w => w.Handler == s_slow);
        foreach (var worker in alive.Where(w => w.Handler == s_slow == off))
        {
            Switch(worker);
        }

        var whose = targets.Steering is null ? "all workers" : $"all workers of '{experiments.Running}'";
        notices.Say(off ? $"Slow is off for {whose}; outstanding tasks finish slowly." : $"Slow is on for {whose}, from their next task on.");
    }
}
