using System.Drawing;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Tests.Layout;

/// <summary>A page in one file, as a contributor would add it.</summary>
internal sealed class NotesPane(ThemeChoice theme, PaneNavigator navigator, Notices notices) : Pane(theme), IPane
{
    private static readonly KeyScope s_scope = new("Notes", "Notes");

    public static PaneDescription Description { get; } = new(
        new PaneId("Notes"), "Notes", PanePlace.Page, s_scope, new("page.notes", KeyScope.Anywhere, "Notes", "Shows a note.", "F12"));

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new("notes.say", s_scope, "Say", "Repeats the note.", "Enter") { InLabOnly = true },
        new("notes.back", s_scope, "Back", "Back to the lab.", "Esc") { InPalette = false },
    ];

    protected override string Caption => "Notes";

    public void AddTo(CommandSet commands)
    {
        commands.Add("notes.say", () => notices.Say("A note was said."));
        commands.Add("notes.back", navigator.GoToLab);
    }

    protected override bool HasMoved() => false;

    protected override void Paint(Painter painter, Rectangle inner) => painter.Put(inner.X + 1, inner.Y, "A note of one file.", Role.Normal, inner.Width - 2);
}
