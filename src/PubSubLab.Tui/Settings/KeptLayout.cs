using PubSubLab.Tui.Layout;

namespace PubSubLab.Tui.Settings;

/// <summary>The remembered layout of the lab's screen.</summary>
/// <param name="Zoomed">The pane that had the whole window; null for none.</param>
/// <param name="TimelineSeconds">Visible time of the timeline in seconds.</param>
/// <param name="Leases">Whether leases were drawn under the bars.</param>
internal sealed record KeptLayout(PaneId? Zoomed = null, double? TimelineSeconds = null, bool Leases = false);
