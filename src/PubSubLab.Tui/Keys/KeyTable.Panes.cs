using static PubSubLab.Tui.Keys.CommandIds;

namespace PubSubLab.Tui.Keys;

public static partial class KeyTable
{
    private static IReadOnlyList<KeyTableEntry> Workers =>
    [
        new(Spawn, KeyScope.Anywhere, "Spawn", "Spawns a worker like the last one that was spawned; while an experiment runs, into it, like its selected one.", "+") { Hint = 40, HintIn = (KeyScope.Workers, 2) },
        new(SpawnWith, KeyScope.Anywhere, "Spawn with …", "Spawns a worker after asking for handler, users and how much it may have in hand.", "n"),
        new(Kill, KeyScope.Anywhere, "Kill", "Kills the selected worker as a crash would: what it holds comes back to others when its leases end.", "k") { Hint = 50, HintIn = (KeyScope.Workers, 3) },
        new(Respawn, KeyScope.Anywhere, "Respawn", "Spawns a new worker like the selected one.", "r") { Hint = 65, HintIn = (KeyScope.Workers, 5) },
        new(Stop, KeyScope.Anywhere, "Stop", "Stops the selected worker in good order: it takes no more and finishes what it has.", "x") { HintIn = (KeyScope.Workers, 6) },
        new(Slow, KeyScope.Anywhere, "Slow on/off", "Switches the slow handler of the selected worker on and off.", "s") { Hint = 60, HintIn = (KeyScope.Workers, 4) },
        new(SlowAll, KeyScope.Anywhere, "Slow all on/off", "Switches the slow handler of all workers on and off; while an experiment runs, of all of its own.", "S"),
        new(EditWorker, KeyScope.Anywhere, "Edit worker", "Changes handler, users and how much the selected worker may have in hand.", "e"),
        new(ClearEnded, KeyScope.Anywhere, "Clear ended", "Takes the workers that ended out of the list.", "C"),
        new(WorkersUp, KeyScope.Workers, "Up", "Selects the worker above.", "Up") { InPalette = false },
        new(WorkersDown, KeyScope.Workers, "Down", "Selects the worker below.", "Down") { InPalette = false },
        new(WorkersEdit, KeyScope.Workers, "Edit", "Changes the selected worker.", "Enter") { Hint = 7, InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Log =>
    [
        new(Filter, KeyScope.Anywhere, "Filter", "Filters the log: text, !text, key=value on attributes, worker=w1, kind=nacked, #12; Up and Down go through earlier filters.", "/") { Hint = 70, HintIn = (KeyScope.Log, 6) },
        new(ClearFilter, KeyScope.Log, "Clear filter", "Shows everything again.", "Esc"),
        new(ExportLog, KeyScope.Anywhere, "Export log", "Writes what the log shows into a file of the current folder, an event a line as JSON (NDJSON).", "o"),
        new(ExportCsv, KeyScope.Anywhere, "Export log as CSV", "Writes what the log shows into a file of the current folder, as CSV.", "O"),
        new(LogDetails, KeyScope.Log, "Details", "Opens the message: its journey, attributes and body.", "Enter") { Hint = 5, InPalette = false },
        new(LogUp, KeyScope.Log, "Up", "A line up; the log pauses.", "Up") { InPalette = false },
        new(LogDown, KeyScope.Log, "Down", "A line down.", "Down") { InPalette = false },
        new(LogPageUp, KeyScope.Log, "Page up", "A page up; the log pauses.", "PageUp") { InPalette = false },
        new(LogPageDown, KeyScope.Log, "Page down", "A page down.", "PageDown") { InPalette = false },
        new(LogTop, KeyScope.Log, "Oldest", "To the oldest line that is kept.", "Home") { InPalette = false },
        new(LogFollow, KeyScope.Log, "Follow", "To the newest line, and follows again.", "End") { Hint = 75 },
        new(LogLeft, KeyScope.Log, "Scroll left", "Scrolls sideways to the left.", "Left") { InPalette = false },
        new(LogRight, KeyScope.Log, "Scroll right", "Scrolls sideways to the right.", "Right") { InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Messages =>
    [
        new(Why, KeyScope.Anywhere, "Why?", "Says in sentences what happened to the selected message and why, with the rule behind it.", "w") { Hint = 72, HintIn = (KeyScope.Log, 7) },
        new(CopyRaw, KeyScope.Anywhere, "Copy body", "Copies the selected message's body as it was published, also over SSH (OSC 52).", "y") { Hint = 74, HintIn = (KeyScope.Log, 8) },
        new(CopyJson, KeyScope.Anywhere, "Copy as JSON", "Copies the selected message, attributes and all, as JSON.", "Y"),
        new(CopyGcloud, KeyScope.Anywhere, "Copy as gcloud", "Copies the gcloud line that publishes the selected message.", "G"),
        new(CopyCSharp, KeyScope.Anywhere, "Copy as C#", "Copies the C# that publishes the selected message.", "#"),
        new(Republish, KeyScope.Anywhere, "Republish", "Publishes the selected message again.", "R"),
        new(RepublishEdited, KeyScope.Anywhere, "Into the form", "Puts the selected message into the publisher form, to publish it edited.", "E"),
        new(Follow, KeyScope.Anywhere, "Only this message", "Filters the log to the selected message.", "f"),
        new(DetailsNextTab, KeyScope.Details, "Next page", "Journey, why, body, attributes, raw bytes.", "Right", "Tab") { Hint = 5, InPalette = false },
        new(DetailsPreviousTab, KeyScope.Details, "Page before", "The page before.", "Left", "Shift+Tab") { InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Timeline =>
    [
        new(TimelineDetails, KeyScope.Timeline, "Details", "Opens the message of the selected bar.", "Enter") { Hint = 5, InPalette = false },
        new(TimelineNextBar, KeyScope.Timeline, "Next bar", "Selects the next bar; the log goes to its message.", "Right") { Hint = 7, InPalette = false },
        new(TimelinePreviousBar, KeyScope.Timeline, "Previous bar", "Selects the bar before; the log goes to its message.", "Left") { InPalette = false },
        new(TimelineUp, KeyScope.Timeline, "Up", "Scrolls the lanes up.", "Up") { InPalette = false },
        new(TimelineDown, KeyScope.Timeline, "Down", "Scrolls the lanes down.", "Down") { InPalette = false },
        new(TimelineZoomIn, KeyScope.Timeline, "Zoom in", "Shows less time, larger.", ">", ".") { Hint = 8 },
        new(TimelineZoomOut, KeyScope.Timeline, "Zoom out", "Shows more time, smaller.", "<", ",") { Hint = 9 },
        new(TimelineEarlier, KeyScope.Timeline, "Earlier", "Moves back in time; the timeline stands still.", "PageUp"),
        new(TimelineLater, KeyScope.Timeline, "Later", "Moves forward in time.", "PageDown"),
        new(TimelineBeginning, KeyScope.Timeline, "Beginning", "To the beginning of time; a recording goes back to its first moment, on the whole screen.", "Home"),
        new(TimelineNow, KeyScope.Timeline, "Now", "Back to now, and runs again.", "End"),
        new(TimelineLeases, KeyScope.Timeline, "Leases on/off", "Shows under each bar how long the broker's lease lasts.", "l") { Hint = 8 },
    ];

    private static IReadOnlyList<KeyTableEntry> Pages =>
    [
        new(ExperimentRun, KeyScope.Experiments, "Run", "Runs the chosen experiment.", "Enter") { Hint = 1, InPalette = false },
        new(ExperimentStop, KeyScope.Experiments, "Stop", "Stops the run and removes what it made.", "x") { Hint = 2 },
        new(ExperimentUp, KeyScope.Experiments, "Up", "The experiment above.", "Up") { InPalette = false },
        new(ExperimentDown, KeyScope.Experiments, "Down", "The experiment below.", "Down") { InPalette = false },
        new(ExperimentPageUp, KeyScope.Experiments, "Page up", "Scrolls what is said about it up.", "PageUp") { InPalette = false },
        new(ExperimentPageDown, KeyScope.Experiments, "Page down", "Scrolls what is said about it down.", "PageDown") { InPalette = false },
        new(RoutingPage, KeyScope.Experiments, "Routing side by side", "Sends the same burst through two or three routing strategies at once, and shows the storm beside the calm.", "b"),
        new(LabPage, KeyScope.Experiments, "Back", "Back to the lab.", "Esc") { Hint = 3, InPalette = false },
        new(TopologyBack, KeyScope.Topology, "Back", "Back to the lab.", "Esc") { Hint = 3, InPalette = false },
        new(TopologyUp, KeyScope.Topology, "Up", "Chooses the topic or subscription above.", "Up") { InPalette = false },
        new(TopologyDown, KeyScope.Topology, "Down", "Chooses the topic or subscription below.", "Down") { InPalette = false },
        new(TopologyAddTopic, KeyScope.Topology, "Add topic", "Makes a topic.", "a") { Hint = 4 },
        new(TopologyAddSubscription, KeyScope.Topology, "Add subscription", "Makes a subscription on the chosen topic; its filter is checked as it is typed.", "b") { Hint = 5 },
        new(TopologyDelete, KeyScope.Topology, "Delete", "Deletes the chosen topic or subscription, after asking.", "d", "Delete") { Hint = 6 },
        new(TopologyPeek, KeyScope.Topology, "Peek", "Looks into the chosen subscription's backlog without taking anything out.", "Enter", "v") { Hint = 7 },
        new(TopologySendBack, KeyScope.Topology, "Send back", "Sends the dead letters in the chosen subscription back to the topic they came from.", "u") { Hint = 8 },
    ];
}
