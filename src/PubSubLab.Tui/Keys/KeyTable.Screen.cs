using static PubSubLab.Tui.Keys.CommandIds;

namespace PubSubLab.Tui.Keys;

public static partial class KeyTable
{
    private static IReadOnlyList<KeyTableEntry> Screen =>
    [
        new(Palette, KeyScope.Anywhere, "Palette", "Every command with its key; type to find one.", "Ctrl+P", ":") { Hint = 10, InPalette = false },
        new(Help, KeyScope.Anywhere, "Help", "What the screen shows, and every key.", "F1", "?") { Hint = 20 },
        new(Experiments, KeyScope.Anywhere, "Experiments", "Guided experiments: choose a question and watch the answer; again goes back to the lab.", "F2", "X") { Hint = 85 },
        new(Topology, KeyScope.Anywhere, "Topology", "Topics, subscriptions, workers, and what flows between them; again goes back to the lab.", "F3", "T") { Hint = 86 },
        new(NextPane, KeyScope.Anywhere, "Next pane", "Moves to the next pane.", "Tab", "F6"),
        new(PreviousPane, KeyScope.Anywhere, "Previous pane", "Moves to the pane before.", "Shift+Tab", "Shift+F6"),
        new(PanePublisher, KeyScope.Anywhere, "Publisher", "Moves to the publisher form; there already, to its first field.", "1", "Alt+1"),
        new(PaneWorkers, KeyScope.Anywhere, "Workers", "Moves to the workers.", "2", "Alt+2"),
        new(PaneTimeline, KeyScope.Anywhere, "Timeline", "Moves to the timeline.", "3", "Alt+3"),
        new(PaneLog, KeyScope.Anywhere, "Message log", "Moves to the message log.", "4", "Alt+4"),
        new(Zoom, KeyScope.Anywhere, "Zoom", "Gives the whole window to the focused pane, and back.", "z", "F11") { Hint = 140 },
        new(Pause, KeyScope.Anywhere, "Pause", "Holds log and timeline still, and lets them run again; work goes on meanwhile. A recording is played, and held.", "Space") { Hint = 80 },
        new(TimeStop, KeyScope.Anywhere, "Stop time", "Stops the lab's time, for broker, workers and handlers, and lets it run again (embedded).", "h", "F7") { Hint = 87 },
        new(TimeStep, KeyScope.Anywhere, "Step", "Moves the lab's time to the next deadline, such as the end of a lease, a backoff or a handler, and says what happened (embedded).", "j", "F8") { Hint = 88 },
        new(TimeFast, KeyScope.Anywhere, "Time ×10", "Lets the lab's time go ten times as fast, and as it does again (embedded).", "H", "F9") { Hint = 89 },
        new(Faults, KeyScope.Anywhere, "Faults", "Switches faults on: delay, lost acks, duplicates, broken streams, failing calls (embedded).", "!") { Hint = 90 },
        new(Mend, KeyScope.Anywhere, "Mend", "When the broker came back empty: makes topic and subscription again, and respawns the workers that failed.", "m"),
        new(ScrubBack, KeyScope.Anywhere, "A step back", "Holds timeline and log, and goes back by a thirtieth of what the timeline shows (1 s where it shows 30 s); in a recording, counts and workers too.", "["),
        new(ScrubOn, KeyScope.Anywhere, "A step on", "Goes forward again by as much; Space lets them run.", "]"),
        new(ScrubEventBack, KeyScope.Anywhere, "An event back", "Holds timeline and log, and goes back in them by one event.", "{"),
        new(ScrubEventOn, KeyScope.Anywhere, "An event on", "Goes forward again by one event.", "}"),
        new(TimeFormat, KeyScope.Anywhere, "Time format", "Times in the log: clock, ago, or since the line above.", "t"),
        new(NextTheme, KeyScope.Anywhere, "Next theme", "Dark, light, high contrast, monochrome.", "Ctrl+T"),
        new(ToggleMouse, KeyScope.Anywhere, "Mouse on/off", "Leaves the mouse to the terminal (to mark text), and takes it back."),
        new(Redraw, KeyScope.Anywhere, "Redraw", "Draws everything anew, after something else wrote into the terminal.", "Ctrl+L", "F5"),
        new(Suspend, KeyScope.Anywhere, "Suspend", "Back to the shell; fg returns.", "Ctrl+Z"),
        new(Quit, KeyScope.Anywhere, "Quit", "Ends the lab and gives the terminal back as it was.", "Ctrl+Q", "Ctrl+C") { Hint = 150 },
    ];

    private static IReadOnlyList<KeyTableEntry> Publishing =>
    [
        new(Publish, KeyScope.Anywhere, "Publish", "Publishes what the form says.", "p", "Ctrl+S") { Hint = 30 },
        new(ToggleStream, KeyScope.Anywhere, "Stream on/off", "Publishes what the form says again and again, and stops; stops a burst too.", "P") { Hint = 90 },
        new(Slower, KeyScope.Anywhere, "Slower", "Halves the rate of what is being published: an experiment's traffic while one runs, else the stream. A recording plays half as fast.", "("),
        new(Faster, KeyScope.Anywhere, "Faster", "Doubles the rate of what is being published: an experiment's traffic while one runs, else the stream. A recording plays twice as fast.", ")"),
        new(ClearField, KeyScope.Anywhere, "Clear field", "Empties the field that is being typed into.", "Ctrl+U") { InPalette = false },
        new(FormPublish, KeyScope.Publisher, "Publish", "Publishes from any field; on a button, presses it.", "Enter") { Hint = 5, InPalette = false },
        new(FormNext, KeyScope.Publisher, "Next field", "Moves to the next field, after the last to the next pane.", "Tab") { InPalette = false },
        new(FormPrevious, KeyScope.Publisher, "Previous field", "Moves to the field before, before the first to the pane before.", "Shift+Tab") { InPalette = false },
        new(FormDown, KeyScope.Publisher, "Field below", "Moves to the field below.", "Down") { InPalette = false },
        new(FormUp, KeyScope.Publisher, "Field above", "Moves to the field above.", "Up") { InPalette = false },
        new(FormLeft, KeyScope.Publisher, "Choice before", "In 'Route by', the strategy before.", "Left") { InPalette = false },
        new(FormRight, KeyScope.Publisher, "Next choice", "In 'Route by', the next strategy: how the message gets to its user.", "Right") { InPalette = false },
        new(FormLeave, KeyScope.Publisher, "Leave field", "From a field to [ Publish ], where single keys work again.", "Esc") { InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Windows =>
    [
        new(WindowClose, KeyScope.Window, "Close", "Closes the window.", "Esc") { Hint = 2, InPalette = false },
        new(WindowAccept, KeyScope.Window, "Choose", "Runs the command, or presses the button.", "Enter") { Hint = 1, InPalette = false },
        new(WindowUp, KeyScope.Window, "Up", "A line up.", "Up") { InPalette = false },
        new(WindowDown, KeyScope.Window, "Down", "A line down.", "Down") { InPalette = false },
        new(WindowLeft, KeyScope.Window, "Choice before", "The choice to the left.", "Left") { InPalette = false },
        new(WindowRight, KeyScope.Window, "Next choice", "The choice to the right.", "Right") { InPalette = false },
        new(WindowTop, KeyScope.Window, "Top", "To the first line.", "Home") { InPalette = false },
        new(WindowBottom, KeyScope.Window, "Bottom", "To the last line.", "End") { InPalette = false },
        new(WindowPageUp, KeyScope.Window, "Page up", "A page up.", "PageUp") { InPalette = false },
        new(WindowPageDown, KeyScope.Window, "Page down", "A page down.", "PageDown") { InPalette = false },
        new(WindowNext, KeyScope.Window, "Next field", "To the next field or button.", "Tab") { InPalette = false },
        new(WindowPrevious, KeyScope.Window, "Previous field", "To the field or button before.", "Shift+Tab") { InPalette = false },
    ];
}
