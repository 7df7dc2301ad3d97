using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Settings;

/// <summary>Keeps how the lab is arranged, from one start to the next.</summary>
internal sealed class LayoutKeeper(PaneNavigator navigator, TimelineView timeline)
{
    /// <summary>The arrangement to remember.</summary>
    public KeptLayout Kept { get; set; } = new();

    /// <summary>Arranges the lab as the person had it.</summary>
    public void Restore()
    {
        if (Kept.TimelineSeconds is { } seconds)
        {
            timeline.ZoomTo(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.SecondsPerDay)));
        }

        timeline.ShowsLeases = Kept.Leases;
        if (Kept.Zoomed is { } pane)
        {
            navigator.Zoom(pane);
        }
    }

    /// <summary>Takes the arrangement as it is now.</summary>
    public void Keep() => Kept = new(navigator is { Zoomed: true, Page: null } ? navigator.Focused : null, timeline.Span.TotalSeconds, timeline.ShowsLeases);
}
