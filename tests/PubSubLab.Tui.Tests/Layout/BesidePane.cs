using System.Drawing;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Tests.Layout;

/// <summary>A pane of the lab at a place that another one has already.</summary>
internal sealed class BesidePane(ThemeChoice theme) : Pane(theme), IPane
{
    public static PaneDescription Description { get; } = new(
        new PaneId("Beside"), "Beside", PanePlace.Lower, new KeyScope("Beside", "Beside"), new("pane.beside", KeyScope.Anywhere, "Beside", "Moves beside.", "5"))
    { Number = 5 };

    public static IReadOnlyList<KeyTableEntry> Keys { get; } = [Description.Open];

    protected override string Caption => "5 Beside";

    public void AddTo(CommandSet commands)
    {
    }

    protected override bool HasMoved() => false;

    protected override void Paint(Painter painter, Rectangle inner)
    {
    }
}
