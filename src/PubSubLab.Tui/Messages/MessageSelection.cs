using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Messages;

/// <summary>
/// The message that message commands work on: the one that is selected in the focused pane. While the log follows, it is that of the newest
/// line that has one.
/// </summary>
internal sealed class MessageSelection(LogView log, TimelineView timeline, PaneNavigator navigator, ScreenKeys keys, Revision revision)
{
    // Several keys ask for it at each look.
    private readonly PerLook<LabMessage?> _newest = new(revision, log.ReadNewestMessage);

    /// <summary>The message; null where the focused pane has none selected.</summary>
    public LabMessage? Current => navigator.Focused == PaneId.Log ? (log.Following ? _newest.Value : log.ReadSelected()?.Message) : navigator.Focused == PaneId.Timeline ? timeline.Selected?.Message : null;

    /// <summary>Null where a message is selected; otherwise the reason why none is.</summary>
    public string? WhyNone() =>
        Current is not null ? null
        : navigator.Focused == PaneId.Timeline ? "no bar is selected; Left and Right select one."
        : navigator.Focused != PaneId.Log ? $"no message is selected here; {keys.KeyOf(CommandIds.PaneLog)} goes to the log, {keys.KeyOf(CommandIds.PaneTimeline)} to the timeline."
        : log.Following ? "the log shows no message yet."
        : "the selected line of the log is about no message; Up and Down go to others.";
}
