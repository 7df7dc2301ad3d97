using PubSubLab.Lab;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Makes the broker fail, and gives it back what it lost.</summary>
internal sealed class BrokerCommands(LabSession session, Dialogs dialogs, ThemeChoice theme, BackgroundWork work, Notices notices) : ICommandGroup
{
    public static int Order => 50;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Faults, KeyScope.Anywhere, "Faults", "Sets faults: delay, lost acks, duplicates, broken streams, failing calls (embedded).", "!") { Hint = 90, InLabOnly = true },
        new(CommandIds.Mend, KeyScope.Anywhere, "Mend", "Recreates a lost topic and subscription, and respawns their failed workers.", "m"),
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(
            CommandIds.Faults, () => dialogs.Open(new FaultsOverlay(theme, session, notices)),
            () => session.Ports.Faults is null ? "this backend cannot be made to fail; the embedded emulator can." : null);
        commands.Add(CommandIds.Mend, Mend, () => session.Journal.Connections.Read() switch
        {
            { LostAt: not null } => "the broker does not answer; nothing can be made on it.",
            { Missing: null } => "the broker has the lab's topic and subscription.",
            _ => null,
        });
    }

    private void Mend() => work.Start(async ending =>
    {
        var workers = await session.MendAsync(ending);
        work.Post(() => notices.Say(
            $"{session.Options.Topic} and {session.Options.Subscription} are there again{(workers.Count == 0 ? "" : $"; {string.Join(", ", workers)} started again")}."));
    });
}
