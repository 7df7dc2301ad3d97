using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Time;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Commands;

/// <summary>Holds log and timeline, and moves the held moment.</summary>
internal sealed class PlaybackCommands(Playback playback, LabJournal journal, TimelineView timeline, Presentation presentation) : ICommandGroup
{
    private const int StepsInSight = 30;

    public static int Order => 40;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Pause, KeyScope.Anywhere, "Hold", "Holds or resumes log and timeline while work continues. Plays or pauses a recording.", "Space") { Hint = 91 },
        new(CommandIds.ScrubBack, KeyScope.Anywhere, "A step back", "Pauses log and timeline and steps back by a thirtieth of the visible time. In a recording, the whole screen.", "[", "Shift+Left") { Order = 60 },
        new(CommandIds.ScrubOn, KeyScope.Anywhere, "A step on", "Steps forward by a thirtieth of the visible time. Space resumes.", "]", "Shift+Right") { Order = 60 },
        new(CommandIds.ScrubEventBack, KeyScope.Anywhere, "An event back", "Pauses log and timeline and steps back by one event.", "{", "Ctrl+Left") { Order = 60 },
        new(CommandIds.ScrubEventOn, KeyScope.Anywhere, "An event on", "Steps forward by one event.", "}", "Ctrl+Right") { Order = 60 },
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(
            CommandIds.Pause, playback.Toggle,
            title: () => playback.IsRecording ? playback.IsPlaying ? "Hold" : "Play" : playback.HeldAt is null ? null : "Resume",
            // A presenter shows one deadline after another with one key.
            instead: () => presentation.IsOn && playback.TimeStands ? CommandIds.TimeStep : null);
        commands.Add(CommandIds.ScrubBack, () => playback.Scrub(-timeline.Span / StepsInSight));
        commands.Add(CommandIds.ScrubOn, () => playback.Scrub(timeline.Span / StepsInSight), () => playback.HeldAt is null ? "timeline and log are at now; [ goes back." : null);
        commands.Add(CommandIds.ScrubEventBack, () => playback.ScrubByEvent(-1), () => journal.Appended == 0 ? "nothing has happened yet." : null);
        commands.Add(CommandIds.ScrubEventOn, () => playback.ScrubByEvent(1), () => playback.HeldAt is null ? "timeline and log are at now; { goes back." : null);
    }
}
