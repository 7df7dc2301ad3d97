using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Demo;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Flow;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Timeline;
using static PubSubLab.Tui.Keys.CommandIds;

namespace PubSubLab.Tui.Tests.Keys;

/// <summary>For each command of the key table: a scene, the key, and what must have come of it.</summary>
internal static class KeyDeeds
{
    /// <summary>The commands that work only where the backend offers more than messages.</summary>
    public static IReadOnlySet<string> NeedPorts { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        TopologyUp, TopologyDown, TopologyFirst, TopologyLast, TopologyPageUp, TopologyPageDown, TopologyAddTopic, TopologyAddSubscription, TopologyDelete, TopologyPeek, TopologySendBack, TopologyTransform, TimeStop, TimeStep, TimeFast,
        CommandIds.Faults, CopyAddress,
    };

    public static IReadOnlyDictionary<string, Action<Stage, Action>> All { get; } = new Dictionary<string, Action<Stage, Action>>
    {
        [Palette] = (s, press) => Opens<PaletteOverlay>(s, press),
        [CommandIds.Experiments] = (s, press) => Goes(s, press, PaneId.Log, PaneId.Experiments),
        [Topology] = (s, press) => Goes(s, press, PaneId.Log, PaneId.Topology),
        [LabPage] = (s, press) => Goes(s, press, () => s.Navigator.TogglePage(PaneId.Experiments), PaneId.Flow),
        [TopologyBack] = (s, press) => Goes(s, press, () => s.Navigator.TogglePage(PaneId.Topology), PaneId.Flow),
        [ComparePage] = (s, press) =>
        {
            Opens<CompareOverlay>(s, press);
            s.Comparing.IsRunning.ShouldBeTrue("it runs when it opens");
        },
        [ExperimentUp] = (s, press) =>
        {
            s.Navigator.TogglePage(PaneId.Experiments);
            s.Experiments.Choose(2);
            press();
            s.Experiments.Chosen.ShouldBe(1);
        },
        [ExperimentDown] = (s, press) =>
        {
            s.Navigator.TogglePage(PaneId.Experiments);
            press();
            s.Experiments.Chosen.ShouldBe(1);
        },
        [ExperimentPageUp] = (s, press) => ScrollsExperiment(s, press, () => s.Press("PageDown"), "PageDown"),
        [ExperimentPageDown] = (s, press) => ScrollsExperiment(s, press, () => { }, "PageUp"),
        [CommandIds.ExperimentRun] = (s, press) =>
        {
            s.Navigator.TogglePage(PaneId.Experiments);
            press();
            s.Get<Course>().View.ShouldBe(CourseView.Predict);
            press();
            s.Experiments.IsRunning.ShouldBeTrue();
            s.Press("x").Settle();
            s.Experiments.IsRunning.ShouldBeFalse();
        },
        [CourseSkip] = (s, press) =>
        {
            s.Navigator.TogglePage(PaneId.Experiments);
            press();
            s.Experiments.LastRun(s.Experiments.Current).ShouldNotBeNull().SaidText.ShouldBeNull();
            s.Press("x").Settle();
        },
        [CourseVary] = (s, press) => FromCard(s, () =>
        {
            press();
            s.Experiments.LastRun(s.Experiments.Current)!.Variation.ShouldBe("20 tasks");
        }),
        [CourseVarySecond] = (s, press) => FromCard(s, () =>
        {
            press();
            s.Notice!.Text.ShouldContain("names no such change");
        }),
        [CourseAgain] = (s, press) => FromCard(s, () =>
        {
            press();
            s.Get<Course>().View.ShouldBe(CourseView.Predict);
        }),
        [CourseFigures] = (s, press) => FromCard(s, () =>
        {
            press();
            s.Frame.ShouldContain("expected 10; observed 10");
            press();
            s.Get<Course>().View.ShouldBe(CourseView.Card);
        }),
        [CourseCopy] = (s, press) => FromCard(s, () =>
        {
            press();
            s.Copied.ShouldNotBeNull().ShouldStartWith("told: I said 5 s, and it was so.");
        }),
        [ExperimentFirst] = (s, press) =>
        {
            s.Navigator.TogglePage(PaneId.Experiments);
            s.Experiments.Choose(5);
            press();
            s.Experiments.Chosen.ShouldBe(0);
        },
        [ExperimentLast] = (s, press) =>
        {
            s.Navigator.TogglePage(PaneId.Experiments);
            press();
            s.Experiments.Chosen.ShouldBe(s.Experiments.All.Count - 1);
        },
        [ExperimentStop] = (s, press) =>
        {
            s.Navigator.TogglePage(PaneId.Experiments);
            s.Press("Enter", "Enter");
            press();
            s.Settle();
            s.Experiments.IsRunning.ShouldBeFalse();
            s.Frame.ShouldContain("Stopped. What it made is removed.");
        },
        [TopologyUp] = (s, press) => ChoosesInTopology(s, press, () => s.Press("Down"), ("lab-tasks", true)),
        [TopologyDown] = (s, press) => ChoosesInTopology(s, press, () => { }, ("dead-sub", false)),
        [TopologyPageUp] = (s, press) => ChoosesInTopology(s, press, () => s.Press("Down"), ("lab-tasks", true)),
        [TopologyPageDown] = (s, press) => ChoosesInTopology(s, press, () => { }, ("dead-sub", false)),
        [TopologyFirst] = (s, press) => ChoosesInTopology(s, press, () => s.Press("Down"), ("lab-tasks", true)),
        [TopologyLast] = (s, press) => ChoosesInTopology(s, press, () => { }, ("dead-sub", false)),
        [TopologyAddTopic] = (s, press) =>
        {
            ShowTopology(s);
            press();
            s.Type("orders").Press("Enter");

            // Once for the change, and once for the new list that it asks for.
            s.Settle().Settle();
            s.Ports.Asked.ShouldBe(["topic orders"]);
            s.Frame.ShouldContain("◆ orders");
        },
        [TopologyAddSubscription] = (s, press) =>
        {
            ShowTopology(s);
            press();
            s.Press("Down").Type("attributes:user_id").Press("Enter").Settle();
            s.Ports.Asked.ShouldBe(["subscription lab-tasks-sub2 on lab-tasks filter attributes:user_id"]);
        },
        [TopologyTransform] = (s, press) =>
        {
            ShowTopology(s);
            press();
            s.Settle();
            s.Dialogs.Top.ShouldBeOfType<TransformOverlay>();
        },
        [TopologyDelete] = (s, press) =>
        {
            ShowTopology(s);
            press();
            s.Ports.Asked.ShouldBeEmpty();
            s.Press("Tab", "Enter").Settle();
            s.Ports.Asked.ShouldBe(["delete lab-tasks"]);
        },
        [TopologyPeek] = (s, press) =>
        {
            ShowTopology(s);
            s.Press("Down");
            Opens<PeekOverlay>(s, press);
            s.Frame.ShouldContain("backing off");
        },
        [TopologySendBack] = (s, press) =>
        {
            ShowTopology(s);
            s.Get<TopologyModel>().Chosen = ("dead-sub", false);
            press();
            s.Settle();
            s.Ports.Asked.ShouldBe(["back dead-sub"]);
            s.Frame.ShouldContain("3 dead letters of dead-sub sent back to the topic they came from");
        },
        [ScrubBack] = (s, press) =>
        {
            s.Advance(TimeSpan.FromSeconds(5));
            Happen(s, 1);
            var now = s.Journal.Now;
            press();
            s.Playback.HeldAt.ShouldBe(now - TimeSpan.FromSeconds(1));
            s.Frame.ShouldContain("HELD");
        },
        [ScrubOn] = (s, press) =>
        {
            s.Advance(TimeSpan.FromSeconds(5));
            s.Playback.Scrub(TimeSpan.FromSeconds(-3));
            press();
            s.Playback.HeldAt.ShouldBe(s.Journal.Now - TimeSpan.FromSeconds(2));
        },
        [ScrubEventBack] = (s, press) =>
        {
            Happen(s, 1);
            s.Advance(TimeSpan.FromSeconds(5));
            Happen(s, 2);
            var before = s.Journal.ReadAll()[^2];
            press();
            s.Playback.HeldAt.ShouldBe(before.At);
            s.Log.Selected.ShouldBe(before.Sequence);
        },
        [ScrubEventOn] = (s, press) =>
        {
            Happen(s, 1);
            s.Advance(TimeSpan.FromSeconds(5));
            Happen(s, 2);
            s.Playback.ScrubByEvent(-2);
            press();
            s.Log.Selected.ShouldBe(s.Journal.Appended - 1);
        },
        [Export] = (s, press) =>
        {
            void Choose(params string[] keys)
            {
                press();
                s.Press(keys);
            }

            Exports(s, () => Choose("Enter"), "*.ndjson", "\"kind\":\"published\"");
            Exports(s, () => Choose("Down", "Enter"), "*.csv", "Published,1,m1,lab-tasks");
        },
        [NextTrouble] = (s, press) => FindsTrouble(s, press, 1, 12),
        [PreviousTrouble] = (s, press) => FindsTrouble(s, press, 12, 3),
        [CloseTop] = (s, press) =>
        {
            s.Log.SetFilter(LogFilter.Parse("nothing"));
            s.Navigator.Go(PaneId.Log);
            s.Navigator.ToggleZoom();
            press();
            s.Navigator.Zoomed.ShouldBeFalse();
            press();
            s.Log.Filter.IsEmpty.ShouldBeTrue();
            press();
            s.Frame.ShouldContain("Nothing is open here; Ctrl+C quits.");
        },
        [TimeStop] = (s, press) =>
        {
            press();
            s.LabClock!.Speed.ShouldBe(0);
            s.Frame.ShouldContain("TIME STOPPED");
            press();
            s.LabClock.Speed.ShouldBe(1);
            s.Frame.ShouldContain("TIME MOVED");
        },
        [TimeStep] = (s, press) =>
        {
            s.Happens(LabEventKind.Delivered, "m1", "w1");
            using var lease = s.LabClock!.CreateTimer(_ => s.Happens(LabEventKind.LeaseExpired, "m1", "w1"), null, TimeSpan.FromSeconds(60), Timeout.InfiniteTimeSpan);
            press();
            s.Until(() =>
            {
                // The machine's time: it is looked whether all is quiet before a step.
                s.Clock.Advance(TimeSpan.FromMilliseconds(1));
                return !s.Work.IsBusy;
            });
            s.Journal.Now.ShouldBe(TimeSpan.FromSeconds(60));
            s.Frame.ShouldContain("1 min on: w1's lease on #1 ended. Time stands still;");
        },
        [TimeFast] = (s, press) =>
        {
            press();
            s.LabClock!.Speed.ShouldBe(10);
            s.Frame.ShouldContain("TIME ×10");
            press();
            s.LabClock.Speed.ShouldBe(1);
        },
        [CommandIds.Demo] = (s, press) =>
        {
            press();
            s.Get<DemoPlayer>().IsPlaying.ShouldBeTrue();
        },
        [Present] = (s, press) =>
        {
            press();
            s.Frame.ShouldContain("Presenting; V ends it");
            s.Frame.ShouldNotContain("4 Message log");
            press();
            s.Frame.ShouldContain("4 Message log");
        },
        [CopyAddress] = (s, press) =>
        {
            press();
            s.Copied.ShouldBe("PUBSUB_EMULATOR_HOST=localhost:8085");
        },
        [CommandIds.TakeAway] = (s, press) =>
        {
            s.Happens(LabEventKind.Published, "m1");
            press();
            s.Frame.ShouldContain("Save the last 30 s");
        },
        [CommandIds.Faults] = (s, press) =>
        {
            Opens<FaultsOverlay>(s, press);
            s.Press("Down", "Right", "Enter");
            s.Ports.State.AcksToDrop.ShouldBe(5);
            s.Frame.ShouldContain("! lose 5 acks");
        },
        [Mend] = (s, press) =>
        {
            s.Journal.Append(LabEventKind.TopologyLost, data: new Reason("the broker has no topic lab-tasks any more"));
            press();
            s.Settle();
            s.Transport.Made.Count.ShouldBe(1);
            s.Frame.ShouldContain("lab-tasks and lab-tasks-sub are there again");
        },
        [Why] = (s, press) =>
        {
            SelectMessage(s);
            press();
            s.Frame.ShouldContain("w1 gave no answer, and after 1 s the lease ended.");
        },
        [Help] = (s, press) => Opens<HelpOverlay>(s, press),
        [NextPane] = (s, press) => Goes(s, press, PaneId.Flow, PaneId.Timeline),
        [PreviousPane] = (s, press) => Goes(s, press, PaneId.Timeline, PaneId.Flow),
        [PanePublisher] = (s, press) => Goes(s, press, PaneId.Log, PaneId.Publisher),
        [PaneFlow] = (s, press) => Goes(s, press, PaneId.Log, PaneId.Flow),
        [PaneTimeline] = (s, press) => Goes(s, press, PaneId.Log, PaneId.Timeline),
        [PaneLog] = (s, press) => Goes(s, press, PaneId.Flow, PaneId.Log),
        [Zoom] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Flow);
            press();
            s.Pane<FlowPane>().Frame.Width.ShouldBe(120);
            press();
            s.Pane<FlowPane>().Frame.Width.ShouldBeLessThan(120);
        },
        [Pause] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Timeline);
            press();
            s.Playback.HeldAt.ShouldNotBeNull();
            s.Frame.ShouldContain("HELD");
            press();
            s.Playback.HeldAt.ShouldBeNull();
        },
        [CommandIds.TimeFormat] = (s, press) => Changes(press, () => s.Get<Preferences>().TimeFormat),
        [NextTheme] = (s, press) =>
        {
            press();
            s.Get<ThemeChoice>().Current.Name.ShouldBe(ThemeName.Light);
        },
        [Redraw] = (s, press) =>
        {
            press();
            s.Frame.ShouldContain("1 Publisher");
        },
        [Suspend] = (s, press) =>
        {
            var suspended = 0;
            s.Get<TerminalActions>().Suspend = () => suspended++;
            press();
            suspended.ShouldBe(1);
        },
        [Quit] = (s, press) =>
        {
            press();
            s.Quit.ShouldBeTrue();
        },
        [Publish] = Publishes,
        [ToggleStream] = (s, press) =>
        {
            press();
            s.Publisher.IsStreaming.ShouldBeTrue();
            press();
            s.Until(() => !s.Work.IsBusy);
            s.Publisher.IsStreaming.ShouldBeFalse();
        },
        [Slower] = (s, press) => TurnsRate(s, press, 0.5),
        [Faster] = (s, press) => TurnsRate(s, press, 2),
        [FormPublish] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Publisher);
            s.Draw();
            Publishes(s, press);
        },
        [FormNext] = (s, press) => MovesTo(s, press, "user_id", () => s.ToField("Topic")),
        [FormPrevious] = (s, press) => MovesTo(s, press, "Topic", () => s.ToField("user_id")),
        [FormDown] = (s, press) =>
        {
            s.Press("i", "Esc");
            press();
            s.Frame.ShouldContain("▸ Stream ▶ ◂");
        },
        [FormUp] = (s, press) =>
        {
            s.Press("i", "Esc");
            press();
            s.Type("9").Publisher.Form.Every.ShouldBe("9");
        },
        [FormNextButton] = (s, press) =>
        {
            s.Press("i", "Esc");
            press();
            s.Frame.ShouldContain("▸ Stream ▶ ◂");
        },
        [FormPreviousButton] = (s, press) =>
        {
            s.Press("i", "Esc", "Down");
            press();
            s.Frame.ShouldContain("▸ Publish ◂");
        },
        [FormLeft] = (s, press) => ChoosesRoute(s, press, "topic-and-sub"),
        [FormRight] = (s, press) => ChoosesRoute(s, press, "filter-mod"),
        [FormLeave] = (s, press) =>
        {
            s.Press("i");
            press();
            s.Frame.ShouldContain("▸ Publish ◂");
        },
        [Composer] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Log);
            press();
            s.Type("!");
            s.Publisher.Form.Task.ShouldStartWith("!");
        },
        [EditOutside] = (s, press) =>
        {
            s.Get<TerminalActions>().Edit = text => ($"[{text}]", null);
            s.ToField("Task");
            press();
            s.Publisher.Form.Task.ShouldBe($"[{TaskDraft.SeedTask}]");
        },
        [EditUndo] = (s, press) =>
        {
            s.ToField("Task").Type("oops");
            press();
            s.Publisher.Form.Task.ShouldBe(TaskDraft.SeedTask);
        },
        [EditRedo] = (s, press) =>
        {
            s.ToField("Task").Type("oops").Press("Ctrl+Z");
            press();
            s.Publisher.Form.Task.ShouldStartWith("oops");
        },
        [EditSelectAll] = (s, press) =>
        {
            s.ToField("Task");
            press();
            s.Type("1");
            s.Publisher.Form.Task.ShouldBe("1");
        },
        [EditCut] = (s, press) =>
        {
            s.ToField("Task").Press("Ctrl+A");
            press();
            s.Publisher.Form.Task.ShouldBe("");
            s.Copied.ShouldBe(TaskDraft.SeedTask);
        },
        [EditPaste] = (s, press) =>
        {
            s.ToField("Task").Press("Ctrl+A", "Ctrl+C", "Ctrl+End");
            press();
            s.Publisher.Form.Task.ShouldBe(TaskDraft.SeedTask + TaskDraft.SeedTask);
        },
        [CommandIds.SavedTasks] = (s, press) => Opens<SavedTasksOverlay>(s, press),
        [SaveTask] = (s, press) => Opens<SaveTaskOverlay>(s, press),
        [DeleteTask] = (s, press) =>
        {
            s.Get<PubSubLab.Tui.Publishing.SavedTasks>().Save("one", s.Publisher.Form);
            s.Press("Ctrl+O");
            press();
            s.Press("Tab", "Enter");
            s.Get<PubSubLab.Tui.Publishing.SavedTasks>().All.ShouldBeEmpty();
        },
        [Spawn] = (s, press) =>
        {
            press();
            s.Settle();
            s.Session.Workers.Workers.Count.ShouldBe(1);
        },
        [SpawnWith] = (s, press) =>
        {
            press();
            s.Press("Right", "Down").Type("u1, u2").Press("Enter").Settle();
            var worker = s.Session.Workers.Workers.ShouldHaveSingleItem();
            worker.Handler.Name.ShouldBe("flaky");
            worker.Spec.Accepts.UserIds.ShouldBe(["u1", "u2"], ignoreOrder: true);
        },
        [Kill] = (s, press) => Becomes(s, press, WorkerState.Killed),
        [Respawn] = (s, press) =>
        {
            s.Spawn(new WorkerSpec { Handler = "slow" }).Kill();
            press();
            s.Settle();
            s.Session.Workers.Get("w2").Handler.Name.ShouldBe("slow");
        },
        [EndWorker] = (s, press) => Becomes(s, () =>
        {
            Opens<MenuOverlay>(s, press);
            s.Press("Enter");
        }, WorkerState.Stopped),
        [Slow] = (s, press) =>
        {
            var worker = s.Spawn(new WorkerSpec { Handler = "flaky" });
            press();
            worker.Handler.Name.ShouldBe("slow");
            press();
            worker.Handler.Name.ShouldBe("flaky");
        },
        [SlowAll] = (s, press) =>
        {
            Worker[] workers = [s.Spawn(), s.Spawn(new WorkerSpec { Handler = "slow" })];
            press();
            workers.ShouldAllBe(w => w.Handler.Name == "slow");
            press();
            workers.ShouldAllBe(w => w.Handler.Name == "echo");
        },
        [ClearField] = (s, press) =>
        {
            s.ToField("Topic").Type("x");
            press();
            s.Publisher.Form.Topic.ShouldBe("");
        },
        [EditWorker] = Edits,
        [FlowOpen] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Flow);
            Edits(s, press);
        },
        [ClearEnded] = (s, press) =>
        {
            s.Spawn().Kill();
            press();
            s.Settle();
            s.Session.Workers.Workers.ShouldBeEmpty();
        },
        [ReloadHandlers] = (s, press) =>
        {
            press();
            s.Settle();
            s.Notice!.Text.ShouldBe("The handlers' file 'Team.dll' does not exist; build it, and give the path of the .dll in bin.");
            s.Journal.ReadAll()[^1].Kind.ShouldBe(LabEventKind.Note);
        },
        [FlowFold] = (s, press) =>
        {
            s.Spawn();
            s.Navigator.Go(PaneId.Flow);
            press();
            s.Get<FlowView>().Selected.ShouldBe(new FlowKey(FlowKind.Subscription, "lab-tasks-sub"));
            press();
            s.Frame.ShouldContain("▸ lab-tasks-sub");
            s.Frame.ShouldContain("1 worker");
        },
        [FlowUnfold] = (s, press) =>
        {
            s.Spawn();
            s.Navigator.Go(PaneId.Flow);
            s.Press("Left", "Left");
            s.Frame.ShouldContain("▸ lab-tasks-sub");
            press();
            s.Frame.ShouldContain("▾ lab-tasks-sub");
            press();
            s.Get<FlowView>().Selected.ShouldBe(new FlowKey(FlowKind.Worker, "w1"));
        },
        [FlowTop] = (s, press) => SelectsRow(s, press, new FlowKey(FlowKind.Topic, "lab-tasks")),
        [FlowPageUp] = (s, press) => SelectsRow(s, press, new FlowKey(FlowKind.Topic, "lab-tasks")),
        [FlowBottom] = (s, press) => SelectsRow(s, press, new FlowKey(FlowKind.Worker, "w5")),
        [FlowPageDown] = (s, press) => SelectsRow(s, press, new FlowKey(FlowKind.Worker, "w5")),
        [FlowUp] = (s, press) => SelectsWorker(s, press, "w2", "w1"),
        [FlowDown] = (s, press) => SelectsWorker(s, press, "w1", "w2"),
        [Filter] = (s, press) =>
        {
            Happen(s, 3);
            press();
            s.Type("#2");
            s.Press("Enter");
            s.Log.Count.ShouldBe(3);
            s.Frame.ShouldContain("filter #2");
        },
        [HelpSearch] = (s, press) =>
        {
            s.Press("F1");
            press();
            s.Type("10x").Frame.ShouldContain("Toggles 10x speed");
            s.Frame.ShouldNotContain("Focuses the next pane.");
        },
        [WindowReadBack] = (s, press) => ScrollsHelp(s, press, "Ctrl+D"),
        [FilterKeep] = (s, press) => EndsFilter(s, press, "m1"),
        [FilterDrop] = (s, press) => EndsFilter(s, press, ""),
        [FilterEarlier] = (s, press) => RecallsFilter(s, press, () => { }, "a"),
        [FilterLater] = (s, press) => RecallsFilter(s, press, () => s.Press("Up"), "b"),
        [LogDetails] = (s, press) =>
        {
            SelectMessage(s);
            Opens<DetailsOverlay>(s, press);
        },
        [LogUp] = (s, press) => SelectsLine(s, press, () => s.Press("Home", "Down"), 1),
        [LogDown] = (s, press) => SelectsLine(s, press, () => s.Press("Home"), 2),
        [LogPageUp] = (s, press) => SelectsLine(s, press, () => s.Press("Home", "Down", "Down"), 1),
        [LogPageDown] = (s, press) => SelectsLine(s, press, () => s.Press("Home"), s.Pane<LogPane>().PageSize + 1),
        [LogTop] = (s, press) => SelectsLine(s, press, () => s.Press("Up"), 1),
        [LogFollow] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Log);
            s.Playback.Toggle();
            press();
            s.Log.Following.ShouldBeTrue();
            s.Playback.HeldAt.ShouldBeNull();
        },
        [LogRight] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Log);
            s.Happens(LabEventKind.Published, "long", json: new string('x', 400));
            s.Draw();
            press();
            s.Log.Sideways.ShouldBeGreaterThan(0);
        },
        [LogLeft] = (s, press) =>
        {
            s.Navigator.Go(PaneId.Log);
            s.Log.Sideways = 8;
            press();
            s.Log.Sideways.ShouldBe(0);
        },
        [CopyRaw] = (s, press) => Copies(s, press, """{"task_id":"1123"}"""),
        [CopyAs] = (s, press) =>
        {
            void Choose(params string[] keys)
            {
                press();
                s.Press(keys);
            }

            Copies(s, () => Choose("Enter"), "\"messageId\": \"m1\"");
            Copies(s, () => Choose("Down", "Enter"), "gcloud pubsub topics publish lab-tasks --message=");
            Copies(s, () => Choose("j", "j", "Enter"), "await publisher.PublishAsync(new PubsubMessage");
        },
        [Republish] = (s, press) =>
        {
            SelectMessage(s);
            press();
            s.Settle();
            s.Transport.Published.ShouldHaveSingleItem().Task.Text.ShouldBe("""{"task_id":"1123"}""");
        },
        [RepublishEdited] = (s, press) =>
        {
            SelectMessage(s);
            press();
            s.Publisher.Form.Task.ShouldBe("""{"task_id":"1123"}""");
            s.Navigator.Focused.ShouldBe(PaneId.Publisher);
        },
        [Follow] = (s, press) =>
        {
            SelectMessage(s);
            press();
            s.Get<FollowedMessage>().Current!.Number.ShouldBe(1);
        },
        [DetailsNextTab] = (s, press) => Turns(s, press, "▸Why?◂"),
        [DetailsPreviousTab] = (s, press) => Turns(s, press, "▸Raw◂"),
        [TimelineDetails] = (s, press) =>
        {
            Happen(s, 1);
            s.Navigator.Go(PaneId.Timeline);
            s.Press("Right");
            Opens<DetailsOverlay>(s, press);
        },
        [TimelineNextBar] = (s, press) => SelectsBar(s, press, 1),
        [TimelinePreviousBar] = (s, press) => SelectsBar(s, press, 3),
        [TimelineUp] = (s, press) => ScrollsLanes(s, press, 5, -1),
        [TimelineDown] = (s, press) => ScrollsLanes(s, press, 5, 1),
        [TimelineZoomIn] = (s, press) => Spans(s, press, 15),
        [TimelineZoomOut] = (s, press) => Spans(s, press, 60),
        [TimelineEarlier] = (s, press) =>
        {
            s.Advance(TimeSpan.FromMinutes(2));
            s.Navigator.Go(PaneId.Timeline);
            press();
            s.Get<TimelineView>().End.ShouldBe(s.Journal.Now - TimeSpan.FromSeconds(15));
        },
        [TimelineLater] = (s, press) =>
        {
            s.Advance(TimeSpan.FromMinutes(2));
            s.Navigator.Go(PaneId.Timeline);
            s.Get<TimelineView>().Pan(-2, s.Journal.Now);
            press();
            s.Get<TimelineView>().End.ShouldBe(s.Journal.Now - TimeSpan.FromSeconds(15));
        },
        [TimelineBeginning] = (s, press) =>
        {
            s.Advance(TimeSpan.FromMinutes(2));
            s.Navigator.Go(PaneId.Timeline);
            press();
            s.Get<TimelineView>().End.ShouldBe(TimeSpan.FromSeconds(30));
        },
        [TimelineNow] = (s, press) =>
        {
            s.Advance(TimeSpan.FromMinutes(2));
            s.Navigator.Go(PaneId.Timeline);
            s.Get<TimelineView>().Pan(-2, s.Journal.Now);
            press();
            s.Get<TimelineView>().End.ShouldBeNull();
        },
        [TimelineLeases] = (s, press) =>
        {
            Happen(s, 1);
            s.Navigator.Go(PaneId.Timeline);
            press();
            s.Frame.ShouldContain("┤");
        },
        [WindowClose] = (s, press) =>
        {
            s.Press("F1");
            press();
            s.Dialogs.Top.ShouldBeNull();
        },
        [WindowAccept] = (s, press) =>
        {
            s.Press("Ctrl+P").Type("zoom");
            press();
            s.Navigator.Zoomed.ShouldBeTrue();
        },
        [WindowUp] = (s, press) => ScrollsHelp(s, press, "Down"),
        [WindowDown] = (s, press) => ScrollsHelp(s, press, "Up"),
        [WindowTop] = (s, press) =>
        {
            s.Press("F1");
            var before = s.Frame;
            s.Press("PageDown");
            press();
            s.Frame.ShouldBe(before);
        },
        [WindowBottom] = (s, press) =>
        {
            s.Press("F1");
            press();
            var words = s.Frame.Split(' ').ToList();
            var at = words.IndexOf("lines");
            words[at - 3].ShouldBe(words[at - 1], "302 of 302 lines");
        },
        [WindowPageUp] = (s, press) => PaletteSelects(s, press, () => s.Press("Down", "Down"), 0),
        [WindowPageDown] = (s, press) =>
        {
            s.Press("F1");
            var before = s.Frame;
            press();
            s.Frame.ShouldNotBe(before);
        },
        [WindowLeft] = (s, press) => Chooses(s, press, "(•) slow"),
        [WindowRight] = (s, press) => Chooses(s, press, "(•) flaky"),
        [WindowNext] = (s, press) =>
        {
            s.Press("a");
            press();
            s.Type("u7").Frame.ShouldContain("For users        u7");
        },
        [WindowPrevious] = (s, press) =>
        {
            s.Press("a");
            press();
            s.Frame.ShouldContain("▸ Cancel ◂");
        },
    };

    private static void Opens<T>(Stage s, Action press)
    {
        press();
        s.Dialogs.Top.ShouldBeOfType<T>();
    }

    private static void Goes(Stage s, Action press, PaneId from, PaneId to)
    {
        s.Navigator.Go(from);
        s.Draw();
        press();
        s.Navigator.Focused.ShouldBe(to);
        s.Window.FocusedPane.HasFocus.ShouldBeTrue();
    }

    private static void Goes(Stage s, Action press, Action scene, PaneId to)
    {
        scene();
        s.Draw();
        press();
        s.Navigator.Focused.ShouldBe(to);
        s.Frame.ShouldContain("1 Publisher");
    }

    private static void FromCard(Stage s, Action press)
    {
        var told = new ToldExperiment();
        told.Finish();
        s.Experiments.Add([told]);
        s.Navigator.TogglePage(PaneId.Experiments);
        s.Press("Enter", "Enter").Settle();
        s.Get<Course>().View.ShouldBe(CourseView.Card);
        press();
    }

    private static void ScrollsExperiment(Stage s, Action press, Action scene, string back)
    {
        s.Resize(80, 24);
        s.Navigator.TogglePage(PaneId.Experiments);
        s.Draw();
        scene();
        var before = s.Frame;
        press();
        s.Frame.ShouldNotBe(before);
        s.Press(back);
        s.Frame.ShouldBe(before);
    }

    private static void FindsTrouble(Stage s, Action press, long from, long to)
    {
        // Lines 3 and 12 are troubles.
        for (var i = 1; i <= 5; i++)
        {
            s.Happens(LabEventKind.Published, $"m{i}");
            s.Happens(LabEventKind.Delivered, $"m{i}", "w1");
            s.Happens(i is 1 or 4 ? LabEventKind.Nacked : LabEventKind.Acked, $"m{i}", "w1");
        }

        s.Navigator.Go(PaneId.Timeline);
        s.Draw();
        s.Log.SelectSequence(from == 1 ? 4 : from);
        press();
        s.Log.Selected.ShouldBe(to);
        s.Selection.Current.ShouldNotBeNull().Id.ShouldBe(to == 12 ? "m4" : "m1");
    }

    private static void EndsFilter(Stage s, Action press, string stays)
    {
        s.Press("/").Type("m1");
        press();
        s.Pane<LogPane>().FilterField.Visible.ShouldBeFalse();
        s.Log.Filter.Text.ShouldBe(stays);
    }

    private static void RecallsFilter(Stage s, Action press, Action scene, string recalled)
    {
        s.Press("/").Type("a").Press("Enter", "/").Type("b").Press("Enter", "/").Type("c");
        scene();
        press();
        s.Log.Filter.Text.ShouldBe(recalled);
    }

    private static void Exports(Stage s, Action press, string pattern, string holds)
    {
        var folder = Directory.CreateTempSubdirectory("pubsublab-");
        try
        {
            s.Get<LogExport>().Folder = folder.FullName;
            Happen(s, 2);
            s.Log.SetFilter(LogFilter.Parse("kind=published"));
            press();
            s.Settle();
            var lines = File.ReadAllLines(Directory.GetFiles(folder.FullName, pattern).ShouldHaveSingleItem());
            lines.ShouldContain(l => l.Contains(holds, StringComparison.Ordinal));
            lines.Where(l => l.Contains("elivered", StringComparison.Ordinal)).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void ShowTopology(Stage s)
    {
        s.Navigator.TogglePage(PaneId.Topology);
        s.Get<TopologyModel>().Refresh(now: true);
        s.Settle();
        s.Frame.ShouldContain("◇ dead-sub");
    }

    private static void ChoosesInTopology(Stage s, Action press, Action scene, (string Name, bool IsTopic) chosen)
    {
        s.Ports.Subscriptions.RemoveAll(x => x.Name != "dead-sub");
        ShowTopology(s);
        s.Get<TopologyModel>().Chosen = ("dead", true);
        scene();
        press();
        if (chosen.IsTopic)
        {
            press();
        }

        s.Get<TopologyModel>().Chosen.ShouldBe(chosen);
    }

    private static void Changes<T>(Action press, Func<T> value)
    {
        var before = value();
        press();
        value().ShouldNotBe(before);
    }

    private static void ChoosesRoute(Stage s, Action press, string route)
    {
        s.ToField("Route by");
        press();
        s.Publisher.Form.Route.ShouldBe(route);
        s.Frame.ShouldContain($"Route by     ◂ {route} ▸");
    }

    private static void TurnsRate(Stage s, Action press, double factor)
    {
        s.Press("P");
        s.Until(() => s.Session.Publisher.Pace.Every is not null);
        press();
        s.Session.Publisher.Pace.Factor.ShouldBe(factor);
        s.Frame.ShouldContain($"streaming ×{factor}");
        s.Press("P").Settle();
        s.Session.Publisher.Pace.Factor.ShouldBe(1);
    }

    private static void Publishes(Stage s, Action press)
    {
        press();
        s.Settle();
        s.Transport.Published.Count.ShouldBe(1);
    }

    private static void MovesTo(Stage s, Action press, string field, Action scene)
    {
        scene();
        press();
        s.Type("!");
        var form = s.Publisher.Form;
        (field == "Topic" ? form.Topic : form.UserId).ShouldEndWith("!");
    }

    private static void Becomes(Stage s, Action press, WorkerState state)
    {
        var worker = s.Spawn();
        s.Navigator.Go(PaneId.Flow);
        s.Draw();
        press();
        s.Settle();
        worker.State.ShouldBe(state);
    }

    private static void Edits(Stage s, Action press)
    {
        var worker = s.Spawn();
        press();
        s.Press("Left", "Tab").Type("u9").Press("Enter");
        worker.Handler.Name.ShouldBe("slow");
        worker.Spec.Accepts.UserIds.ShouldBe(["u9"]);
    }

    private static void SelectsRow(Stage s, Action press, FlowKey key)
    {
        for (var i = 0; i < 5; i++)
        {
            s.Spawn();
        }

        s.Workers.Select("w3");
        s.Navigator.Go(PaneId.Flow);
        s.Draw();
        press();
        s.Get<FlowView>().Selected.ShouldBe(key);
    }

    private static void SelectsWorker(Stage s, Action press, string from, string to)
    {
        s.Spawn();
        s.Spawn();
        s.Workers.Select(from);
        s.Navigator.Go(PaneId.Flow);
        s.Draw();
        press();
        s.Workers.ReadSelected()!.Name.ShouldBe(to);
    }

    private static void Happen(Stage s, int messages)
    {
        for (var i = 1; i <= messages; i++)
        {
            s.Happens(LabEventKind.Published, $"m{i}");
            s.Happens(LabEventKind.Delivered, $"m{i}", "w1");
            s.Advance(TimeSpan.FromSeconds(1));
            s.Happens(i == 1 && messages == 1 ? LabEventKind.LeaseExpired : LabEventKind.Acked, $"m{i}", "w1");
        }

        s.Draw();
    }

    private static void SelectMessage(Stage s)
    {
        Happen(s, 1);
        s.Navigator.Go(PaneId.Log);
        s.Press("Home");
    }

    private static void SelectsLine(Stage s, Action press, Action scene, long line)
    {
        Happen(s, 20);
        s.Navigator.Go(PaneId.Log);
        s.Draw();
        scene();
        press();
        s.Log.Selected.ShouldBe(line);
    }

    private static void Copies(Stage s, Action press, string part)
    {
        SelectMessage(s);
        press();
        s.Copied.ShouldNotBeNull().ShouldContain(part);
    }

    private static void Turns(Stage s, Action press, string tab)
    {
        SelectMessage(s);
        s.Press("Enter");
        press();
        s.Frame.ShouldContain(tab);
    }

    private static void SelectsBar(Stage s, Action press, long number)
    {
        Happen(s, 3);
        s.Navigator.Go(PaneId.Timeline);
        s.Draw();
        press();
        s.Selection.Current!.Number.ShouldBe(number);
    }

    private static void ScrollsLanes(Stage s, Action press, int from, int by)
    {
        for (var i = 0; i < 60; i++)
        {
            s.Happens(LabEventKind.Delivered, $"m{i}", "w1");
        }

        s.Navigator.Go(PaneId.Timeline);
        s.Get<TimelineView>().Top = from;
        s.Draw();
        press();
        s.Get<TimelineView>().Top.ShouldBe(from + by);
    }

    private static void Spans(Stage s, Action press, int seconds)
    {
        s.Navigator.Go(PaneId.Timeline);
        press();
        s.Get<TimelineView>().Span.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    private static void ScrollsHelp(Stage s, Action press, string opposite)
    {
        s.Press("F1", "PageDown", "PageDown");
        var before = s.Frame;
        press();
        s.Frame.ShouldNotBe(before);
        s.Press(opposite).Frame.ShouldBe(before);
    }

    private static void PaletteSelects(Stage s, Action press, Action scene, int row)
    {
        s.Press("Ctrl+P");
        scene();
        press();
        var first = s.Find("║▸ ");
        s.Rows().Skip(first.Y).First().ShouldContain(s.Get<Commands.PaletteItems>().Read()[row].Title);
    }

    private static void Chooses(Stage s, Action press, string shown)
    {
        s.Press("a");
        press();
        s.Frame.ShouldContain(shown);
    }
}
