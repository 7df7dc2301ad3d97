using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Timeline;

/// <summary>The look of a bar's cell.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Selected">Whether the bar is the selected one.</param>
/// <param name="Emphasis">The weight while a message is followed.</param>
internal readonly record struct BarLook(Role Role, bool Selected = false, Emphasis Emphasis = Emphasis.None);
