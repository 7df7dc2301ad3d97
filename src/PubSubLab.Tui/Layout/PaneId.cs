namespace PubSubLab.Tui.Layout;

/// <summary>The panes of the lab, numbered as the keys that lead to them.</summary>
internal enum PaneId
{
    Publisher = 1,
    Workers = 2,
    Timeline = 3,
    Log = 4,
}
