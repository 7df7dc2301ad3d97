using PubSubLab.Lab;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Commands;

/// <summary>Stops, steps and speeds up the lab's time.</summary>
internal sealed class TimeCommands(LabTime time, LabSession session) : ICommandGroup
{
    public static int Order => 45;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.TimeStop, KeyScope.Anywhere, "Stop time", "Stops or resumes time for broker, workers and handlers (embedded).", ",", "F7") { Hint = 96, InLabOnly = true },
        new(CommandIds.TimeStep, KeyScope.Anywhere, "Step", "Advances time to the next lease, backoff or handler deadline and says what happened (embedded).", ".", "F8") { Hint = 97, InLabOnly = true },
        new(CommandIds.TimeFast, KeyScope.Anywhere, "Time ×10", "Toggles 10x speed (embedded).", "*", "F9") { Hint = 98, InLabOnly = true },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.TimeStop, time.Toggle, WhyNot, () => session.Ports.Clock is { Speed: 0 } ? "Run time" : null);
        commands.Add(CommandIds.TimeStep, time.Step, WhyNot);
        commands.Add(CommandIds.TimeFast, time.ToggleFast, WhyNot);
    }

    private string? WhyNot() => session.Ports.Clock is null
        ? "this backend's time is the real one; only the embedded emulator's can be stopped and moved." : null;
}
