using PubSubLab.Tui.Log;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Time;

/// <summary>Whether the screen shows another moment than now, and the one way back.</summary>
internal sealed class WayBack(Playback playback, TimelineView timeline, LogView log)
{
    /// <summary>Whether timeline or log are held, or stand at an earlier moment. A recording has no now.</summary>
    public bool IsAway => !playback.IsRecording
        && (playback.HeldAt is not null || timeline.End is not null || timeline.Selected is not null || (!log.Following && log.Count > 0));

    /// <summary>Shows now, and runs with the clock.</summary>
    public void ToNow()
    {
        if (playback.HeldAt is not null)
        {
            playback.Release();
        }

        timeline.GoToNow();
        log.Follow();
    }
}
