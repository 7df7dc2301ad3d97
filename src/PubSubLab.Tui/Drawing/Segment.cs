using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Drawing;

/// <summary>A piece of a line and what it is.</summary>
internal readonly record struct Segment(string Text, Role Role);
