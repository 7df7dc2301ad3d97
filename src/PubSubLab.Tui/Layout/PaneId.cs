namespace PubSubLab.Tui.Layout;

/// <summary>The panes: the lab's four, numbered as the keys that lead to them, and the pages' own.</summary>
internal enum PaneId
{
    Publisher = 1,
    Workers = 2,
    Timeline = 3,
    Log = 4,
    Experiments = 5,
    Topology = 6,
}
