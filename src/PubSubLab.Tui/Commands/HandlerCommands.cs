using PubSubLab.Lab;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Commands;

/// <summary>Loads a person's own handlers again.</summary>
internal sealed class HandlerCommands(HandlerReloading reloading, LabSession session) : ICommandGroup
{
    public static int Order => 207;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.ReloadHandlers, KeyScope.Anywhere, "Reload handlers", "Loads your own handlers again after a build. Workers spawned later use them.", "H") { InLabOnly = true },
    ];

    public void AddTo(CommandSet commands) => commands.Add(
        CommandIds.ReloadHandlers, reloading.Start, () => session.Handlers.HasFiles ? null : "the lab has no handlers of yours; start it with --handlers My.dll.");
}
