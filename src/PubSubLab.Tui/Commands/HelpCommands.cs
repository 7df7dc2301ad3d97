using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Help, and the palette with every command.</summary>
internal sealed class HelpCommands(Dialogs dialogs, ThemeChoice theme, ScreenKeys keys, PaneNavigator navigator, PaletteItems items, Notices notices) : ICommandGroup
{
    public static int Order => 0;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Palette, KeyScope.Anywhere, "Palette", "Lists every command with its key. Type to search.", ":", "Ctrl+P") { Hint = 135, InPalette = false },
        new(CommandIds.Help, KeyScope.Anywhere, "Help", "Explains the screen and lists every key.", "?", "F1") { Hint = 145 },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Palette, () => Toggle(() => new PaletteOverlay(theme, notices, items.Read())));
        commands.Add(CommandIds.Help, () => Toggle(() => new HelpOverlay(theme, keys, dialogs.Top?.Scope ?? navigator.FocusedPane.Scope)));
    }

    // Over every window, and closed by its own key.
    private void Toggle<T>(Func<T> open)
        where T : Overlay
    {
        if (dialogs.Top is T)
        {
            dialogs.Close();
        }
        else
        {
            dialogs.Open(open());
        }
    }
}
