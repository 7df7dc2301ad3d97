using PubSubLab.Lab;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Commands;

/// <summary>Shows the lab to others, and connects their programs to it.</summary>
internal sealed class PresentCommands(Presentation presentation, PaneNavigator navigator, LabSession session, TerminalActions terminal, ScreenKeys keys, Notices notices) : ICommandGroup
{
    public static int Order => 68;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Present, KeyScope.Anywhere, "Present", "Toggles the presenter's mode: shows pressed keys, hides the log, and Space steps through demo and stopped time.", "V"),
        new(CommandIds.CopyAddress, KeyScope.Anywhere, "Copy address", "Copies PUBSUB_EMULATOR_HOST=… for a service of your own, which then appears in the flow (embedded, emulator).", "@") { InLabOnly = true },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Present, Toggle);
        commands.Add(CommandIds.CopyAddress, CopyAddress, WhyNoAddress);
    }

    private void Toggle()
    {
        presentation.Toggle();
        navigator.HideBottom(presentation.IsOn);
        notices.Say(presentation.IsOn
            ? $"Presenting: {keys.KeyOf(CommandIds.Demo)} plays the demo step by step with Space; {keys.KeyOf(CommandIds.PaneLog)} shows the log."
            : "No longer presenting.");
    }

    private void CopyAddress()
    {
        var (line, project) = (session.Ports.Address!.Line, session.Ports.Address.Project);
        terminal.Copy(line);
        notices.Say($"{line} is copied (OSC 52). Start your service with it, on project {project}.");
    }

    private string? WhyNoAddress() => session.Ports.Address is not null ? null
        : session.Transport.IsCloud ? "a real project has no emulator host; a service reaches it with its own credentials."
        : "only the embedded emulator and --backend emulator have an address for Pub/Sub clients.";
}
