using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Changes the look of the screen, and leaves it.</summary>
internal sealed class ScreenCommands(ThemeChoice theme, Preferences preferences, TerminalActions terminal, Notices notices) : ICommandGroup
{
    public static int Order => 70;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.TimeFormat, KeyScope.Anywhere, "Time format", "Changes times in the log: clock, age, or time since the line above.", "t"),
        new(CommandIds.NextTheme, KeyScope.Anywhere, "Next theme", "Changes the theme: dark, light, high contrast, monochrome.", "Ctrl+T"),
        new(CommandIds.ToggleMouse, KeyScope.Anywhere, "Mouse on/off", "Toggles mouse support. Off lets the terminal select text."),
        new(CommandIds.Redraw, KeyScope.Anywhere, "Redraw", "Redraws the screen, for example after another program's output.", "Ctrl+L", "F5"),
        new(CommandIds.Suspend, KeyScope.Anywhere, "Suspend", "Suspends the lab. The shell's fg resumes it.", "Ctrl+Z"),
        new(CommandIds.Quit, KeyScope.Anywhere, "Quit", "Quits the lab and restores the terminal.", "Ctrl+C", "Ctrl+Q") { Hint = 150 },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.TimeFormat, () => preferences.TimeFormat = (TimeFormat)(((int)preferences.TimeFormat + 1) % 3));
        commands.Add(CommandIds.NextTheme, () => Choose((ThemeName)(((int)theme.Current.Name + 1) % Enum.GetValues<ThemeName>().Length)));
        commands.Add(CommandIds.ToggleMouse, () =>
        {
            preferences.MouseOn = !preferences.MouseOn;
            notices.Say(preferences.MouseOn ? "The mouse is the lab's again." : "The mouse is the terminal's: mark text with it. The palette takes it back.");
        });
        commands.Add(CommandIds.Redraw, () => terminal.Redraw());
        commands.Add(CommandIds.Suspend, () => terminal.Suspend());
        commands.Add(CommandIds.Quit, () => terminal.Quit());
    }

    /// <summary>Changes the theme.</summary>
    public void Choose(ThemeName name)
    {
        theme.Choose(name);
        notices.Say($"Theme: {NameOf(name)}.");
    }

    /// <summary>A theme's name in sentences.</summary>
    public static string NameOf(ThemeName theme) => theme switch { ThemeName.HighContrast => "high contrast", _ => theme.ToString().ToLowerInvariant() };
}
