using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Tests.Support;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Tests.Frames;

public class GoldenFrameTests
{
    /// <summary>Scenes with a frame of a wide screen.</summary>
    private static readonly string[] s_wide =
    [
        "timeline", "timeline-leases", "timeline-many", "followed", "log", "publisher-error", "experiments", "course-predict", "course-watch", "course-card", "course-list",
        "topology", "topology-ports", "compare-storm", "presenting",
    ];

    private static readonly (int Width, int Height)[] s_sizes = [(80, 24), (120, 36), (200, 60)];

    private static readonly Dictionary<string, Action<Stage>> s_scenes = new()
    {
        ["publisher"] = s => s.Press("1"),
        ["publisher-error"] = s => s.ToField("Task").Press("Ctrl+A").Paste("{\n  \"task_id\": \"{n}\",\n  \"user\": \"{user}\",\n  \"x\": 1.33,\n  \"y\": tru\n}"),
        ["publisher-refused"] = s => s.ToField("Attributes").Type("oops").Press("Enter"),
        ["flow-killed"] = s => s.Press("2"),
        ["flow-empty"] = s => s.Press("2"),
        ["flow-storm"] = s => s.ShowStorm(),
        ["flow-filter"] = s => s.ShowFilter(),
        ["flow-transform"] = s =>
        {
            (s.Ports.ActiveTransforms[("lab-tasks", true)], s.Ports.ActiveTransforms[("shard-7", false)]) = (1, 2);
            s.ShowFilter();
        },
        ["flow-many"] = s => s.ShowMany(),
        ["flow-earlier-run"] = s => s.GoOn(TimeSpan.FromSeconds(8)).Press("2"),
        ["flow-earlier-held"] = s => s.GoOn(TimeSpan.FromHours(8)).Press("4", "{", "{", "{"),
        ["flow-queue"] = s => s.ShowQueue(),
        ["timeline"] = s => s.Press("3", "Right"),
        ["timeline-leases"] = s => s.Press("3", "L", "z"),
        ["timeline-lost-ack"] = s =>
        {
            s.Happens(LabEventKind.Published, "lost");
            s.Happens(LabEventKind.Delivered, "lost", "w1");
            s.Clock.Advance(TimeSpan.FromMilliseconds(300));
            s.Happens(LabEventKind.Acked, "lost", "w1");
            s.Happens(LabEventKind.AckUnconfirmed, "lost", "w1");
            s.Advance(TimeSpan.FromSeconds(2));
            s.Press("3", "L");
        },
        ["timeline-many"] = s => s.ManyLanes().Press("3"),
        ["followed"] = s => s.Press("4", "Home", "Down", "Down", "Down", "Down", "f"),
        ["followed-details"] = s => s.Press("4", "Home", "Down", "Down", "Down", "Down", "f", "Enter"),
        ["log-line"] = s =>
        {
            s.Journal.Append(PubSubLab.Lab.Journal.LabEventKind.Note, null, data: new Reason("This backend has no ack deadline: a worker that dies gives its tasks back when its connection closes, and not when a lease ends. " + new string('x', 60)));
            s.Press("4", "End", "Enter");
        },
        ["broker-lost"] = s =>
        {
            s.Press("2");
            s.Journal.Append(PubSubLab.Lab.Journal.LabEventKind.ConnectionLost, "w1", data: new Reason("lost its stream and tries again by itself: Connection refused"));
            s.Journal.Append(PubSubLab.Lab.Journal.LabEventKind.ConnectionLost, null, data: new Reason("the broker does not answer: Connection refused"));
            s.Advance(TimeSpan.FromSeconds(4));
        },
        ["broker-unreachable"] = s =>
        {
            s.Journal.Append(PubSubLab.Lab.Journal.LabEventKind.ConnectionLost, null, data: new Reason("the broker does not answer: Connection refused"));
            s.Advance(TimeSpan.FromSeconds(12));
        },
        ["broker-empty"] = s =>
        {
            s.Journal.Append(PubSubLab.Lab.Journal.LabEventKind.TopologyLost, null, data: new Reason("the broker has no topic lab-tasks any more; m makes it again"));
            s.Advance(TimeSpan.FromSeconds(1));
        },
        ["log"] = s => s.Press("4"),
        ["log-paused-filter"] = s =>
        {
            s.Log.SetFilter(LogFilter.Parse("!extended kind=published"));
            s.Navigator.Go(PaneId.Log);
            s.Press("Up", "Up");
            s.Happens(PubSubLab.Lab.Journal.LabEventKind.Published, "late");
        },
        ["help"] = s => s.Press("F1"),
        ["palette"] = s => s.Press("Ctrl+P").Type("sl"),
        ["details"] = s => s.Press("4", "Home", "Down", "Down", "Down", "Down", "Enter"),
        ["why"] = s => s.Press("4", "Home", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "w"),
        ["experiments"] = s => s.Press("F2", "Down"),
        ["experiments-last"] = s => s.Press([.. Enumerable.Repeat("Down", s.Experiments.All.Count).Prepend("F2")]),
        ["course-predict"] = s => OpenTold(s).Press("Down"),
        ["course-watch"] = s => Watch(s, OpenTold(s)),
        ["course-card"] = s =>
        {
            var told = OpenTold(s, out var experiment);
            Watch(s, told);
            experiment.Finish();
            s.Settle();
        },
        ["course-list"] = s =>
        {
            s.Get<Course>().Remember(new Dictionary<string, KeptPrediction> { ["async"] = new("5 s", true), ["crash"] = new("At once", false), ["user-nack"] = new() });
            s.Press("F2", "Down");
        },
        ["topology"] = s => s.Press("F3"),
        ["worker"] = s => s.Press("2", "e"),
        ["topology-ports"] = s => s.ShowTopology().Press("Down"),
        ["subscription"] = s => s.ShowTopology().Press("B", "Down").Type("bogus("),
        ["subscription-match"] = s => s.ShowTopology().Press("B", "Down").Type("attributes:user_id"),
        ["transform"] = s =>
        {
            s.Happens(PubSubLab.Lab.Journal.LabEventKind.Published, "m1");
            s.ShowTopology().Press("J");
            s.Settle().Press("End").Type(" // redact").Settle();
        },
        ["peek"] = s => s.ShowTopology().Press("Down", "Enter"),
        ["compare-storm"] = s => s.ShowCompare(),
        ["compare-refused"] = s => s.ShowBrokers(),
        ["presenting"] = s => s.Press("V", "2", "Down", "Down", "f", "t", "t"),
        ["faults"] = s =>
        {
            s.Ports.DropAcks(3);
            s.LabClock!.SetSpeed(0);
            s.Press("!", "Down");
        },
    };

    private static readonly HashSet<string> s_withPorts = ["flow-filter", "flow-transform", "topology-ports", "subscription", "subscription-match", "transform", "peek", "faults"];

    public static TheoryData<string, int, int, ThemeName> Frames
    {
        get
        {
            var data = new TheoryData<string, int, int, ThemeName>();
            foreach (var scene in s_scenes.Keys)
            {
                foreach (var (width, height) in s_sizes)
                {
                    // A wide screen shows every pane at once: one frame of it is enough. Windows over it look the same at every size.
                    if (width == 80 || (width == 200 ? s_wide.Contains(scene) || IsFlow(scene) : scene is not ("publisher-refused" or "experiments-last")))
                    {
                        data.Add(scene, width, height, ThemeName.Dark);
                        data.Add(scene, width, height, ThemeName.Monochrome);
                    }
                }
            }

            foreach (var scene in s_scenes.Keys.Where(IsFlow))
            {
                data.Add(scene, 120, 36, ThemeName.Light);
            }

            foreach (var scene in s_scenes.Keys)
            {
                data.Add(scene, ScreenLayout.Smallest.Width, ScreenLayout.Smallest.Height, ThemeName.Dark);
            }

            return data;
        }
    }

    private static bool IsFlow(string scene) => scene.StartsWith("flow-", StringComparison.Ordinal);

    [Fact]
    public void No_frame_waits_for_another_thread()
    {
        using var stage = new Stage(withPorts: true);
        var thread = 0;
        stage.Work.Start(_ =>
        {
            thread = Environment.CurrentManagedThreadId;
            return Task.CompletedTask;
        });

        thread.ShouldBe(Environment.CurrentManagedThreadId);
        stage.Get<TopologyModel>().IsThere("dead").ShouldBe(true, "the broker's listing is in the first frame");
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void The_screen_is_drawn_as_accepted(string scene, int width, int height, ThemeName theme)
    {
        using var stage = new Stage(width, height, theme, withPorts: s_withPorts.Contains(scene));
        if (!IsFlow(scene) || scene == "flow-killed")
        {
            stage.Play();
        }

        s_scenes[scene](stage);
        GoldenFrame.Check(stage.Picture, $"{scene}-{width}x{height}-{theme}".ToLowerInvariant());
    }

    private static Stage OpenTold(Stage stage) => OpenTold(stage, out _);

    private static Stage OpenTold(Stage stage, out ToldExperiment experiment)
    {
        experiment = new ToldExperiment();
        stage.Experiments.Add([experiment]);
        return stage.Press("F2", "Enter");
    }

    private static void Watch(Stage stage, Stage opened)
    {
        opened.Press("Down", "Enter");
        stage.Until(() =>
        {
            stage.Draw();
            return stage.Experiments.LastRun(stage.Experiments.Current) is { Steps.Count: 1 };
        });
    }
}
