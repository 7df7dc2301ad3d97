namespace PubSubLab.Tui.Keys;

/// <summary>Ids of the commands, as the key table and the settings name them.</summary>
internal static class CommandIds
{
    public const string Quit = "quit";
    public const string Demo = "demo";
    public const string TakeAway = "take-away";
    public const string Help = "help";
    public const string Palette = "palette";
    public const string NextPane = "pane.next";
    public const string PreviousPane = "pane.previous";
    public const string CloseTop = "close";
    public const string Composer = "composer";
    public const string PanePublisher = "pane.publisher";
    public const string PaneFlow = "pane.flow";
    public const string PaneTimeline = "pane.timeline";
    public const string PaneLog = "pane.log";
    public const string Zoom = "pane.zoom";
    public const string Pause = "pause";
    public const string TimeFormat = "time.format";
    public const string NextTheme = "theme.next";
    public const string ToggleMouse = "mouse";
    public const string Redraw = "redraw";
    public const string Suspend = "suspend";

    public const string Publish = "publish";
    public const string ToggleStream = "publish.stream";
    public const string ClearField = "form.clear";
    public const string Slower = "publish.slower";
    public const string Faster = "publish.faster";
    public const string FormPublish = "form.publish";
    public const string FormNext = "form.next";
    public const string FormPrevious = "form.previous";
    public const string FormDown = "form.down";
    public const string FormUp = "form.up";
    public const string FormLeft = "form.choice-before";
    public const string FormRight = "form.next-choice";
    public const string FormLeave = "form.leave";
    public const string EditOutside = "editor.outside";
    public const string EditUndo = "editor.undo";
    public const string EditRedo = "editor.redo";
    public const string EditSelectAll = "editor.select-all";
    public const string EditCut = "editor.cut";
    public const string EditPaste = "editor.paste";
    public const string SavedTasks = "tasks";
    public const string SaveTask = "tasks.save";
    public const string DeleteTask = "tasks.delete";

    public const string Spawn = "worker.spawn";
    public const string SpawnWith = "worker.spawn-with";
    public const string Kill = "worker.kill";
    public const string Respawn = "worker.respawn";
    public const string Stop = "worker.stop";
    public const string EndWorker = "worker.end";
    public const string Slow = "worker.slow";
    public const string SlowAll = "worker.slow-all";
    public const string EditWorker = "worker.edit";
    public const string ClearEnded = "worker.clear-ended";
    public const string ReloadHandlers = "handlers.reload";
    public const string FlowUp = "flow.up";
    public const string FlowDown = "flow.down";
    public const string FlowFold = "flow.fold";
    public const string FlowUnfold = "flow.unfold";
    public const string FlowTop = "flow.top";
    public const string FlowBottom = "flow.bottom";
    public const string FlowPageUp = "flow.page-up";
    public const string FlowPageDown = "flow.page-down";
    public const string FlowOpen = "flow.open";

    public const string TimelineZoomIn = "timeline.zoom-in";
    public const string TimelineZoomOut = "timeline.zoom-out";
    public const string TimelineEarlier = "timeline.earlier";
    public const string TimelineLater = "timeline.later";
    public const string TimelineBeginning = "timeline.beginning";
    public const string TimelineNow = "timeline.now";
    public const string TimelineUp = "timeline.up";
    public const string TimelineDown = "timeline.down";
    public const string TimelineNextBar = "timeline.next-bar";
    public const string TimelinePreviousBar = "timeline.previous-bar";
    public const string TimelineLeases = "timeline.leases";
    public const string TimelineDetails = "timeline.details";

    public const string Filter = "log.filter";
    public const string ClearFilter = "log.clear-filter";
    public const string LogUp = "log.up";
    public const string LogDown = "log.down";
    public const string LogPageUp = "log.page-up";
    public const string LogPageDown = "log.page-down";
    public const string LogTop = "log.top";
    public const string LogFollow = "log.follow";
    public const string LogLeft = "log.left";
    public const string LogRight = "log.right";
    public const string LogDetails = "log.details";

    public const string CopyRaw = "message.copy";
    public const string CopyAs = "message.copy-as";
    public const string CopyJson = "message.copy-json";
    public const string CopyGcloud = "message.copy-gcloud";
    public const string CopyCSharp = "message.copy-csharp";
    public const string Republish = "message.republish";
    public const string RepublishEdited = "message.edit";
    public const string Follow = "message.follow";

    public const string DetailsNextTab = "details.next-tab";
    public const string DetailsPreviousTab = "details.previous-tab";

    public const string WindowClose = "window.close";
    public const string WindowAccept = "window.accept";
    public const string WindowUp = "window.up";
    public const string WindowDown = "window.down";
    public const string WindowLeft = "window.left";
    public const string WindowRight = "window.right";
    public const string WindowTop = "window.top";
    public const string WindowBottom = "window.bottom";
    public const string WindowPageUp = "window.page-up";
    public const string WindowPageDown = "window.page-down";
    public const string WindowNext = "window.next";
    public const string WindowPrevious = "window.previous";

    public const string Why = "message.why";
    public const string NextTrouble = "trouble.next";
    public const string PreviousTrouble = "trouble.previous";

    public const string Experiments = "page.experiments";
    public const string ExperimentRun = "experiment.run";
    public const string ExperimentStop = "experiment.stop";
    public const string ExperimentUp = "experiment.up";
    public const string ExperimentDown = "experiment.down";
    public const string ExperimentPageUp = "experiment.page-up";
    public const string ExperimentPageDown = "experiment.page-down";
    public const string ExperimentFirst = "experiment.first";
    public const string ExperimentLast = "experiment.last";
    public const string CourseSkip = "course.skip";
    public const string CourseAgain = "course.again";
    public const string CourseVary = "course.vary";
    public const string CourseVarySecond = "course.vary-second";
    public const string CourseFigures = "course.figures";
    public const string CourseCopy = "course.copy";
    public const string ComparePage = "page.compare";
    public const string LabPage = "page.lab";
    public const string Topology = "page.topology";
    public const string TopologyBack = "topology.back";
    public const string TopologyAddTopic = "topology.add-topic";
    public const string TopologyAddSubscription = "topology.add-subscription";
    public const string TopologyDelete = "topology.delete";
    public const string TopologyPeek = "topology.peek";
    public const string TopologySendBack = "topology.send-back";

    public const string Export = "export";
    public const string ExportLog = "log.export";
    public const string ExportCsv = "log.export-csv";
    public const string ScrubBack = "time.scrub-back";
    public const string ScrubOn = "time.scrub-on";
    public const string ScrubEventBack = "time.event-back";
    public const string ScrubEventOn = "time.event-on";
    public const string TimeStop = "time.stop";
    public const string TimeStep = "time.step";
    public const string TimeFast = "time.fast";
    public const string Mend = "broker.mend";
    public const string Faults = "faults";

    public const string TopologyUp = "topology.up";
    public const string TopologyDown = "topology.down";
    public const string TopologyFirst = "topology.first";
    public const string TopologyLast = "topology.last";
}
