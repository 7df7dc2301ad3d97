using static PubSubLab.Tui.Keys.CommandIds;

namespace PubSubLab.Tui.Keys;

public static partial class KeyTable
{
    private static IReadOnlyList<KeyTableEntry> Workers =>
    [
        new(Spawn, KeyScope.Anywhere, "Spawn", "Spawns a worker like the last one. During an experiment it joins that and copies the selected worker.", "+") { Hint = 40, HintIn = (KeyScope.Workers, 2) },
        new(SpawnWith, KeyScope.Anywhere, "Spawn with …", "Asks for handler, users and outstanding limit, then spawns a worker.", "n"),
        new(Kill, KeyScope.Anywhere, "Kill", "Kills the selected worker like a crash. Others get its messages when its leases end.", "k") { Hint = 50, HintIn = (KeyScope.Workers, 3) },
        new(Respawn, KeyScope.Anywhere, "Respawn", "Spawns a new worker like the selected one.", "r") { Hint = 65, HintIn = (KeyScope.Workers, 5) },
        new(Stop, KeyScope.Anywhere, "Stop", "Stops the selected worker after it finishes its outstanding messages.", "x") { HintIn = (KeyScope.Workers, 6) },
        new(Slow, KeyScope.Anywhere, "Slow on/off", "Toggles the slow handler of the selected worker.", "s") { Hint = 60, HintIn = (KeyScope.Workers, 4) },
        new(SlowAll, KeyScope.Anywhere, "Slow all on/off", "Toggles the slow handler of all workers, or of a running experiment's workers.", "S"),
        new(EditWorker, KeyScope.Anywhere, "Edit worker", "Changes the selected worker's handler, users and outstanding limit.", "e"),
        new(ClearEnded, KeyScope.Anywhere, "Clear ended", "Removes ended workers from the list.", "C"),
        new(WorkersUp, KeyScope.Workers, "Up", "Selects the worker above.", "Up") { InPalette = false },
        new(WorkersDown, KeyScope.Workers, "Down", "Selects the worker below.", "Down") { InPalette = false },
        new(WorkersEdit, KeyScope.Workers, "Edit", "Changes the selected worker.", "Enter") { Hint = 7, InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Log =>
    [
        new(Filter, KeyScope.Anywhere, "Filter", "Filters the log: text, !text, key=value, worker=w1, kind=nacked, #12. Up and Down recall earlier filters.", "/") { Hint = 70, HintIn = (KeyScope.Log, 6) },
        new(ClearFilter, KeyScope.Log, "Clear filter", "Clears the filter.", "Esc"),
        new(ExportLog, KeyScope.Anywhere, "Export log", "Exports the filtered log to the current folder as NDJSON, one event per line.", "o"),
        new(ExportCsv, KeyScope.Anywhere, "Export log as CSV", "Exports the filtered log to the current folder as CSV.", "O"),
        new(LogDetails, KeyScope.Log, "Details", "Opens the message's journey, attributes and body.", "Enter") { Hint = 5, InPalette = false },
        new(LogUp, KeyScope.Log, "Up", "Scrolls one line up and pauses the log.", "Up") { InPalette = false },
        new(LogDown, KeyScope.Log, "Down", "Scrolls one line down.", "Down") { InPalette = false },
        new(LogPageUp, KeyScope.Log, "Page up", "Scrolls one page up and pauses the log.", "PageUp") { InPalette = false },
        new(LogPageDown, KeyScope.Log, "Page down", "Scrolls one page down.", "PageDown") { InPalette = false },
        new(LogTop, KeyScope.Log, "Oldest", "Goes to the oldest stored line.", "Home") { InPalette = false },
        new(LogFollow, KeyScope.Log, "Follow", "Goes to the newest line and follows the log.", "End") { Hint = 75 },
        new(LogLeft, KeyScope.Log, "Scroll left", "Scrolls left.", "Left") { InPalette = false },
        new(LogRight, KeyScope.Log, "Scroll right", "Scrolls right.", "Right") { InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Messages =>
    [
        new(Why, KeyScope.Anywhere, "Why?", "Explains the selected message's state and the Pub/Sub rule behind it.", "w") { Hint = 72, HintIn = (KeyScope.Log, 7) },
        new(CopyRaw, KeyScope.Anywhere, "Copy body", "Copies the selected message's body, also over SSH (OSC 52).", "y") { Hint = 74, HintIn = (KeyScope.Log, 8) },
        new(CopyJson, KeyScope.Anywhere, "Copy as JSON", "Copies the selected message with its attributes as JSON.", "Y"),
        new(CopyGcloud, KeyScope.Anywhere, "Copy as gcloud", "Copies a gcloud command that publishes the selected message.", "G"),
        new(CopyCSharp, KeyScope.Anywhere, "Copy as C#", "Copies C# code that publishes the selected message.", "#"),
        new(Republish, KeyScope.Anywhere, "Republish", "Publishes the selected message again.", "R"),
        new(RepublishEdited, KeyScope.Anywhere, "Into the form", "Copies the selected message into the publisher form for editing.", "E"),
        new(Follow, KeyScope.Anywhere, "Only this message", "Filters the log to the selected message.", "f"),
        new(DetailsNextTab, KeyScope.Details, "Next page", "Shows the next page: journey, why, body, attributes, raw bytes.", "Right", "Tab") { Hint = 5, InPalette = false },
        new(DetailsPreviousTab, KeyScope.Details, "Page before", "Shows the previous page.", "Left", "Shift+Tab") { InPalette = false },
    ];

    private static IReadOnlyList<KeyTableEntry> Timeline =>
    [
        new(TimelineDetails, KeyScope.Timeline, "Details", "Opens the message of the selected bar.", "Enter") { Hint = 5, InPalette = false },
        new(TimelineNextBar, KeyScope.Timeline, "Next bar", "Selects the next bar and its message in the log.", "Right") { Hint = 7, InPalette = false },
        new(TimelinePreviousBar, KeyScope.Timeline, "Previous bar", "Selects the previous bar and its message in the log.", "Left") { InPalette = false },
        new(TimelineUp, KeyScope.Timeline, "Up", "Scrolls the lanes up.", "Up") { InPalette = false },
        new(TimelineDown, KeyScope.Timeline, "Down", "Scrolls the lanes down.", "Down") { InPalette = false },
        new(TimelineZoomIn, KeyScope.Timeline, "Zoom in", "Zooms in.", ">", ".") { Hint = 8 },
        new(TimelineZoomOut, KeyScope.Timeline, "Zoom out", "Zooms out.", "<", ",") { Hint = 9 },
        new(TimelineEarlier, KeyScope.Timeline, "Earlier", "Scrolls to earlier times and pauses the timeline.", "PageUp"),
        new(TimelineLater, KeyScope.Timeline, "Later", "Scrolls to later times.", "PageDown"),
        new(TimelineBeginning, KeyScope.Timeline, "Beginning", "Goes to the start. In a recording the whole screen goes there.", "Home"),
        new(TimelineNow, KeyScope.Timeline, "Now", "Returns to now and resumes.", "End"),
        new(TimelineLeases, KeyScope.Timeline, "Leases on/off", "Toggles the lease below each bar.", "l") { Hint = 8 },
    ];

    private static IReadOnlyList<KeyTableEntry> Pages =>
    [
        new(ExperimentRun, KeyScope.Experiments, "Run", "Runs the selected experiment.", "Enter") { Hint = 1, InPalette = false },
        new(ExperimentStop, KeyScope.Experiments, "Stop", "Stops the run and removes its topics, subscriptions and workers.", "x") { Hint = 2 },
        new(ExperimentUp, KeyScope.Experiments, "Up", "Selects the experiment above.", "Up") { InPalette = false },
        new(ExperimentDown, KeyScope.Experiments, "Down", "Selects the experiment below.", "Down") { InPalette = false },
        new(ExperimentPageUp, KeyScope.Experiments, "Page up", "Scrolls the description up.", "PageUp") { InPalette = false },
        new(ExperimentPageDown, KeyScope.Experiments, "Page down", "Scrolls the description down.", "PageDown") { InPalette = false },
        new(RoutingPage, KeyScope.Experiments, "Routing side by side", "Compares two or three routing strategies under the same burst.", "b"),
        new(LabPage, KeyScope.Experiments, "Back", "Returns to the lab.", "Esc") { Hint = 3, InPalette = false },
        new(TopologyBack, KeyScope.Topology, "Back", "Returns to the lab.", "Esc") { Hint = 3, InPalette = false },
        new(TopologyUp, KeyScope.Topology, "Up", "Selects the topic or subscription above.", "Up") { InPalette = false },
        new(TopologyDown, KeyScope.Topology, "Down", "Selects the topic or subscription below.", "Down") { InPalette = false },
        new(TopologyAddTopic, KeyScope.Topology, "Add topic", "Creates a topic.", "a") { Hint = 4 },
        new(TopologyAddSubscription, KeyScope.Topology, "Add subscription", "Creates a subscription on the selected topic and checks its filter as you type.", "b") { Hint = 5 },
        new(TopologyDelete, KeyScope.Topology, "Delete", "Deletes the selected topic or subscription after a confirmation.", "d", "Delete") { Hint = 6 },
        new(TopologyPeek, KeyScope.Topology, "Peek", "Shows the selected subscription's backlog without consuming it.", "Enter", "v") { Hint = 7 },
        new(TopologySendBack, KeyScope.Topology, "Send back", "Republishes the selected subscription's dead letters to their source topic.", "u") { Hint = 8 },
    ];
}
