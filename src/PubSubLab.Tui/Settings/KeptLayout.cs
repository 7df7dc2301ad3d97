using PubSubLab.Tui.Layout;

namespace PubSubLab.Tui.Settings;

/// <summary>How a person had arranged the lab's screen, from one time to the next.</summary>
/// <param name="Zoomed">The pane that had the whole window; null for none.</param>
/// <param name="TimelineSeconds">How much time the timeline showed.</param>
/// <param name="Leases">Whether leases were drawn under the bars.</param>
internal sealed record KeptLayout(PaneId? Zoomed = null, double? TimelineSeconds = null, bool Leases = false);
