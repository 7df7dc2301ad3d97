using PubSubLab.Tui.Comparing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Opens the page that compares.</summary>
internal sealed class CompareCommands(ThemeChoice theme, CompareRunner runner, FramePace pace, Dialogs dialogs, Consents consents, Revision revision) : ICommandGroup
{
    public static int Order => 605;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.ComparePage, KeyScope.Anywhere, "Compare", "Compares two or three small labs under the same traffic, or returns to the lab.", "F4", "v") { Hint = 86, InLabOnly = true, Order = 12 },
    ];

    public void AddTo(CommandSet commands) => commands.Add(CommandIds.ComparePage, Toggle, title: () => dialogs.Top is CompareOverlay ? "Lab" : null);

    private void Toggle()
    {
        if (dialogs.Top is CompareOverlay)
        {
            dialogs.Close();
            return;
        }

        var page = new CompareOverlay(theme, runner, pace, revision, consents);
        dialogs.Open(page);
        page.Begin();
    }
}
