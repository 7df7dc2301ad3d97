using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.TakeAway;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Saves what happened as moving pictures.</summary>
internal sealed class TakeAwayCommands(FilmExport export, Dialogs dialogs, ThemeChoice theme, Notices notices) : ICommandGroup
{
    public static int Order => 69;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.TakeAway, KeyScope.Anywhere, "Save film …", "Saves the last 30 s, or a whole recording, as moving SVG, asciinema cast or HTML page.", "O"),
    ];

    public void AddTo(CommandSet commands) => commands.Add(CommandIds.TakeAway, Ask, export.WhyNot);

    private void Ask() => dialogs.Open(new MenuOverlay(
        theme, notices, $"Save {export.What}",
        new MenuChoice("All three", "The three forms below.", () => export.Save(FilmForm.Svg, FilmForm.Cast, FilmForm.Html)),
        new MenuChoice("Moving SVG", $"For a README; at most {Film.MostSvgBytes / 1000} kB, with fewer frames where it is long.", () => export.Save(FilmForm.Svg)),
        new MenuChoice("asciinema cast", "For asciinema's player; version 2.", () => export.Save(FilmForm.Cast)),
        new MenuChoice("HTML page", "Plays by itself in any browser, also from a chat.", () => export.Save(FilmForm.Html))));
}
