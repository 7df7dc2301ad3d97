using PubSubLab.Tui.Keys;

namespace PubSubLab.Tui.Layout;

/// <summary>
/// A pane of the screen: its description, its keys and their commands. Every concrete <see cref="Pane"/> in this assembly that implements it
/// is found by <see cref="PaneCatalog"/> and gets what it uses through its constructor.
/// </summary>
internal interface IPane : ICommandGroup
{
    static abstract PaneDescription Description { get; }
}
