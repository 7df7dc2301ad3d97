using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Commands;

/// <summary>Holds log and timeline, and moves the held moment.</summary>
internal sealed class PlaybackCommands(Playback playback, LabJournal journal, TimelineView timeline, MessageSelection selection) : ICommandGroup
{
    private const int StepsInSight = 30;

    public static int Order => 40;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Pause, KeyScope.Anywhere, "Pause", "Holds log and timeline still, and lets them run again; work goes on meanwhile. A recording is played, and held.", "Space") { Hint = 80 },
        new(CommandIds.ScrubBack, KeyScope.Anywhere, "A step back", "Holds timeline and log, and goes back by a thirtieth of what the timeline shows (1 s where it shows 30 s); in a recording, counts and workers too.", "[") { Order = 60 },
        new(CommandIds.ScrubOn, KeyScope.Anywhere, "A step on", "Goes forward again by as much; Space lets them run.", "]") { Order = 60 },
        new(CommandIds.ScrubEventBack, KeyScope.Anywhere, "An event back", "Holds timeline and log, and goes back in them by one event.", "{") { Order = 60 },
        new(CommandIds.ScrubEventOn, KeyScope.Anywhere, "An event on", "Goes forward again by one event.", "}") { Order = 60 },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Pause, playback.Toggle);
        commands.Add(CommandIds.ScrubBack, () => Scrub(-timeline.Span / StepsInSight));
        commands.Add(CommandIds.ScrubOn, () => Scrub(timeline.Span / StepsInSight), () => playback.HeldAt is null ? "timeline and log are at now; [ goes back." : null);
        commands.Add(CommandIds.ScrubEventBack, () => ScrubByEvent(-1), () => journal.Appended == 0 ? "nothing has happened yet." : null);
        commands.Add(CommandIds.ScrubEventOn, () => ScrubByEvent(1), () => playback.HeldAt is null ? "timeline and log are at now; { goes back." : null);
    }

    private void Scrub(TimeSpan by)
    {
        playback.Scrub(by);
        selection.SelectFromLog();
    }

    private void ScrubByEvent(int by)
    {
        playback.ScrubByEvent(by);
        selection.SelectFromLog();
    }
}
