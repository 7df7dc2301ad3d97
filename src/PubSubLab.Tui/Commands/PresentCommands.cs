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
        new(CommandIds.CopyAddress, KeyScope.Anywhere, "Copy address", "Copies PUBSUB_EMULATOR_HOST=… for a service of your own. The embedded emulator shows it in the flow.", "@") { InLabOnly = true },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Present, Toggle);
        commands.Add(CommandIds.CopyAddress, CopyAddress, WhyNoAddress);
    }

    private void Toggle()
    {
        navigator.TogglePresentation();
        notices.Say(presentation.IsOn
            ? $"Presenting: {keys.KeyOf(CommandIds.Demo)} plays the demo step by step with Space; {keys.KeyOf(CommandIds.PaneLog)} shows the log."
            : "No longer presenting.");
    }

    private void CopyAddress()
    {
        var address = session.Ports.Address!;
        terminal.Copy(address.Line);
        notices.Say(
            $"{address.Line} is copied, for project {address.Project}. "
            + (address.ReportsOthers ? "Your service's streams appear in the flow." : "This emulator reports no streams of others; the embedded one does."));
    }

    private string? WhyNoAddress() => session.Ports.Address is not null ? null
        : session.Transport.IsCloud ? "a real project has no emulator host; a service reaches it with its own credentials."
        : "only the embedded emulator and --backend emulator have an address for Pub/Sub clients.";
}
