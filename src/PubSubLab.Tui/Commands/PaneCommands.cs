using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Commands;

/// <summary>Moves between panes. Each pane's description says which command opens it.</summary>
internal sealed class PaneCommands(PaneCatalog panes, PaneNavigator navigator, Dialogs dialogs, FollowedMessage followed, ScreenKeys keys, Notices notices) : ICommandGroup
{
    public static int Order => 20;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.NextPane, KeyScope.Anywhere, "Next pane", "Focuses the next pane.", "Tab", "F6"),
        new(CommandIds.PreviousPane, KeyScope.Anywhere, "Previous pane", "Focuses the previous pane.", "Shift+Tab", "Shift+F6"),
        new(CommandIds.CloseTop, KeyScope.Anywhere, "Close", "Closes what is on top: a page, a zoomed pane, the followed message; in the log, its filter.", [.. MovingKeys.Close]) { Order = 31 },
        new(CommandIds.Zoom, KeyScope.Anywhere, "Zoom", "Toggles full size for the focused pane.", "z", "F11") { Hint = 140, Order = 30 },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.NextPane, () => navigator.GoBy(1));
        commands.Add(CommandIds.PreviousPane, () => navigator.GoBy(-1));
        commands.Add(CommandIds.CloseTop, () => CloseTop(commands));
        commands.Add(CommandIds.Zoom, navigator.ToggleZoom);
        foreach (var (_, pane) in panes.All)
        {
            commands.Add(pane.Open.Id, () => navigator.Open(pane.Id), title: () => navigator.Page == pane.Id ? "Lab" : null);
        }
    }

    private void CloseTop(CommandSet commands)
    {
        if (navigator.Page is not null)
        {
            navigator.GoToLab();
        }
        else if (navigator.Zoomed)
        {
            navigator.ToggleZoom();
        }
        else if (followed.Current is not null)
        {
            followed.End();
        }
        else if (navigator.Focused == PaneId.Log && commands.WhyNot(CommandIds.ClearFilter) is null)
        {
            commands.Run(CommandIds.ClearFilter);
        }
        else
        {
            notices.Say($"Nothing is open here; {keys.KeyOf(CommandIds.Quit)} quits.", () => navigator.Page is null && dialogs.Top is null);
        }
    }
}
