using static PubSubLab.Tui.Keys.CommandIds;

namespace PubSubLab.Tui.Keys;

public static partial class KeyTable
{
    private static IReadOnlyList<KeyTableEntry> Screen =>
    [
        new(Palette, KeyScope.Anywhere, "Palette", "Lists every command with its key. Type to search.", "Ctrl+P", ":") { Hint = 10, InPalette = false },
        new(Help, KeyScope.Anywhere, "Help", "Explains the screen and lists every key.", "F1", "?") { Hint = 20 },
        new(Experiments, KeyScope.Anywhere, "Experiments", "Opens the guided experiments, or returns to the lab.", "F2", "X") { Hint = 85 },
        new(Topology, KeyScope.Anywhere, "Topology", "Opens topics, subscriptions, backlogs and rates, or returns to the lab.", "F3", "T") { Hint = 86 },
        new(NextPane, KeyScope.Anywhere, "Next pane", "Focuses the next pane.", "Tab", "F6"),
        new(PreviousPane, KeyScope.Anywhere, "Previous pane", "Focuses the previous pane.", "Shift+Tab", "Shift+F6"),
        new(PanePublisher, KeyScope.Anywhere, "Publisher", "Focuses the publisher form. Pressed again, its first field.", "1", "Alt+1"),
        new(PaneWorkers, KeyScope.Anywhere, "Workers", "Focuses the workers.", "2", "Alt+2"),
        new(PaneTimeline, KeyScope.Anywhere, "Timeline", "Focuses the timeline.", "3", "Alt+3"),
        new(PaneLog, KeyScope.Anywhere, "Message log", "Focuses the message log.", "4", "Alt+4"),
        new(Zoom, KeyScope.Anywhere, "Zoom", "Toggles full size for the focused pane.", "z", "F11") { Hint = 140 },
        new(Pause, KeyScope.Anywhere, "Pause", "Pauses or resumes log and timeline while work continues. Plays or pauses a recording.", "Space") { Hint = 80 },
        new(TimeStop, KeyScope.Anywhere, "Stop time", "Stops or resumes time for broker, workers and handlers (embedded).", "h", "F7") { Hint = 87 },
        new(TimeStep, KeyScope.Anywhere, "Step", "Advances time to the next lease, backoff or handler deadline and says what happened (embedded).", "j", "F8") { Hint = 88 },
        new(TimeFast, KeyScope.Anywhere, "Time ×10", "Toggles 10x speed (embedded).", "H", "F9") { Hint = 89 },
        new(Faults, KeyScope.Anywhere, "Faults", "Sets faults: delay, lost acks, duplicates, broken streams, failing calls (embedded).", "!") { Hint = 90 },
        new(Mend, KeyScope.Anywhere, "Mend", "Recreates a lost topic and subscription, and respawns their failed workers.", "m"),
        new(ScrubBack, KeyScope.Anywhere, "A step back", "Pauses log and timeline and steps back by a thirtieth of the visible time. In a recording, the whole screen.", "["),
        new(ScrubOn, KeyScope.Anywhere, "A step on", "Steps forward by a thirtieth of the visible time. Space resumes.", "]"),
        new(ScrubEventBack, KeyScope.Anywhere, "An event back", "Pauses log and timeline and steps back by one event.", "{"),
        new(ScrubEventOn, KeyScope.Anywhere, "An event on", "Steps forward by one event.", "}"),
        new(TimeFormat, KeyScope.Anywhere, "Time format", "Changes times in the log: clock, age, or time since the line above.", "t"),
        new(NextTheme, KeyScope.Anywhere, "Next theme", "Changes the theme: dark, light, high contrast, monochrome.", "Ctrl+T"),
        new(ToggleMouse, KeyScope.Anywhere, "Mouse on/off", "Toggles mouse support. Off lets the terminal select text."),
        new(Redraw, KeyScope.Anywhere, "Redraw", "Redraws the screen, for example after another program's output.", "Ctrl+L", "F5"),
        new(Suspend, KeyScope.Anywhere, "Suspend", "Suspends the lab. The shell's fg resumes it.", "Ctrl+Z"),
        new(Quit, KeyScope.Anywhere, "Quit", "Quits the lab and restores the terminal.", "Ctrl+Q", "Ctrl+C") { Hint = 150 },
    ];

    private static IReadOnlyList<KeyTableEntry> Publishing =>
    [
        new(Publish, KeyScope.Anywhere, "Publish", "Publishes the form's message.", "p", "Ctrl+S") { Hint = 30 },
        new(ToggleStream, KeyScope.Anywhere, "Stream on/off", "Starts or stops a stream of the form's messages. Stops a burst too.", "P") { Hint = 90 },
        new(Slower, KeyScope.Anywhere, "Slower", "Halves the rate of the stream or the experiment's traffic, or a recording's speed.", "("),
        new(Faster, KeyScope.Anywhere, "Faster", "Doubles the rate of the stream or the experiment's traffic, or a recording's speed.", ")"),
        new(ClearField, KeyScope.Anywhere, "Clear field", "Clears the focused field.", "Ctrl+U") { InPalette = false },
        new(FormPublish, KeyScope.Publisher, "Publish", "Publishes from any field, or presses the focused button.", "Enter") { Hint = 5, InPalette = false },
        new(FormNext, KeyScope.Publisher, "Next field", "Focuses the next field. After the last, the next pane.", "Tab") { InPalette = false },
        new(FormPrevious, KeyScope.Publisher, "Previous field", "Focuses the previous field. Before the first, the previous pane.", "Shift+Tab") { InPalette = false },
        new(FormDown, KeyScope.Publisher, "Field below", "Focuses the field below.", "Down") { InPalette = false },
        new(FormUp, KeyScope.Publisher, "Field above", "Focuses the field above.", "Up") { InPalette = false },
        new(FormLeft, KeyScope.Publisher, "Choice before", "Selects the previous strategy in 'Route by'.", "Left") { InPalette = false },
        new(FormRight, KeyScope.Publisher, "Next choice", "Selects the next strategy in 'Route by'.", "Right") { InPalette = false },
        new(FormLeave, KeyScope.Publisher, "Leave field", "Leaves the field for [ Publish ], where single keys work.", "Esc") { InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Windows =>
    [
        new(WindowClose, KeyScope.Window, "Close", "Closes the window.", "Esc") { Hint = 2, InPalette = false },
        new(WindowAccept, KeyScope.Window, "Choose", "Runs the command or presses the button.", "Enter") { Hint = 1, InPalette = false },
        new(WindowUp, KeyScope.Window, "Up", "Moves one line up.", "Up") { InPalette = false },
        new(WindowDown, KeyScope.Window, "Down", "Scrolls one line down.", "Down") { InPalette = false },
        new(WindowLeft, KeyScope.Window, "Choice before", "Selects the choice on the left.", "Left") { InPalette = false },
        new(WindowRight, KeyScope.Window, "Next choice", "Selects the choice on the right.", "Right") { InPalette = false },
        new(WindowTop, KeyScope.Window, "Top", "Goes to the first line.", "Home") { InPalette = false },
        new(WindowBottom, KeyScope.Window, "Bottom", "Goes to the last line.", "End") { InPalette = false },
        new(WindowPageUp, KeyScope.Window, "Page up", "Moves one page up.", "PageUp") { InPalette = false },
        new(WindowPageDown, KeyScope.Window, "Page down", "Scrolls one page down.", "PageDown") { InPalette = false },
        new(WindowNext, KeyScope.Window, "Next field", "Focuses the next field or button.", "Tab") { InPalette = false },
        new(WindowPrevious, KeyScope.Window, "Previous field", "Focuses the previous field or button.", "Shift+Tab") { InPalette = false },
    ];
}
