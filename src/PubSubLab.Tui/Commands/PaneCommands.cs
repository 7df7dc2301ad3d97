using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Commands;

/// <summary>Moves between panes. Each pane's description says which command opens it.</summary>
internal sealed class PaneCommands(PaneCatalog panes, PaneNavigator navigator, Dialogs dialogs, FollowedMessage followed, WayBack back, ScreenKeys keys, Notices notices) : ICommandGroup
{
    public static int Order => 20;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.NextPane, KeyScope.Anywhere, "Next pane", "Focuses the next pane.", "Tab", "F6"),
        new(CommandIds.PreviousPane, KeyScope.Anywhere, "Previous pane", "Focuses the previous pane.", "Shift+Tab", "Shift+F6"),
        new(CommandIds.CloseTop, KeyScope.Anywhere, "Close", "Closes what is on top: page, zoom, composer, followed message. Then goes back to now, then clears the log's filter.", [.. MovingKeys.Close]) { Order = 31 },
        new(CommandIds.Zoom, KeyScope.Anywhere, "Zoom", "Toggles full size for the focused pane.", "z", "F11") { Hint = 140, Order = 30 },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.NextPane, () => navigator.GoBy(1));
        commands.Add(CommandIds.PreviousPane, () => navigator.GoBy(-1));
        commands.Add(CommandIds.CloseTop, () => CloseTop(commands), title: () => OnTop(commands)?.Title);
        commands.Add(CommandIds.Zoom, navigator.ToggleZoom);
        foreach (var (_, pane) in panes.All)
        {
            commands.Add(pane.Open.Id, () => Open(pane), title: () => navigator.Page == pane.Id ? "Lab" : null);
        }
    }

    // A page takes the place of a window that lies over the lab.
    private void Open(PaneDescription pane)
    {
        dialogs.CloseAll();
        navigator.Open(pane.Id);
    }

    private void CloseTop(CommandSet commands)
    {
        if (OnTop(commands) is { } top)
        {
            top.Close();
        }
        else
        {
            notices.Say($"Nothing is open here; {keys.KeyOf(CommandIds.Quit)} quits.", () => dialogs.Top is null && OnTop(commands) is null);
        }
    }

    /// <summary>The closing of the thing on top, with its title; null where nothing is open.</summary>
    private (string Title, Action Close)? OnTop(CommandSet commands) =>
        navigator.Page is not null ? ("Lab", navigator.GoToLab)
        : navigator.Zoomed ? ("Zoom off", navigator.ToggleZoom)
        : navigator.IsFormOnTop ? ("Back", navigator.LeaveForm)
        : followed.Current is not null ? ("Close", followed.End)
        : back.IsAway ? ("Now", back.ToNow)
        : navigator.Focused == PaneId.Log && commands.WhyNot(CommandIds.ClearFilter) is null ? ("Clear filter", () => commands.Run(CommandIds.ClearFilter))
        : null;
}
