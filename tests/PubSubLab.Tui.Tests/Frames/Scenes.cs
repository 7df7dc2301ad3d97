using PubSubLab.Lab.Comparing;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Frames;

/// <summary>The golden frames' scenes: a few seconds in a lab with three workers, one of them killed.</summary>
internal static class Scenes
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);

    /// <summary>Opens the topology page, with what the backend lists.</summary>
    public static Stage ShowTopology(this Stage stage)
    {
        stage.Press("F3");
        stage.Get<TopologyModel>().Refresh(now: true);
        return stage.Settle();
    }

    /// <summary>Opens the page that compares, with a storm in the first lane and a calm in the others.</summary>
    public static Stage ShowCompare(this Stage stage, bool open = true)
    {
        var time = TimeSpan.FromSeconds(2);
        stage.Press(open ? ["F4"] : []).Until(() => Published(stage) == 1);
        stage.Advance(time);

        // The lanes catch up with the clock on threads of their own.
        stage.Until(() => Published(stage) == 1 + (50 * (int)time.TotalSeconds));
        var lanes = stage.Comparing.Current!.Lanes;
        for (var number = 0; number < 60; number++)
        {
            foreach (var lane in lanes)
            {
                var to = lane.ReadWorkers()[number % lane.ReadWorkers().Count];
                for (var refused = 0; refused < 4 && lane == lanes[0]; refused++)
                {
                    var by = lane.ReadWorkers()[(number + refused + 1) % lane.ReadWorkers().Count];
                    Happens(lane, LabEventKind.Delivered, number, by);
                    Happens(lane, LabEventKind.Nacked, number, by);
                }

                Happens(lane, LabEventKind.Delivered, number, to);
                Happens(lane, LabEventKind.Acked, number, to);
            }

        }

        // Past the second, so that it has a bar; the dots are on their way then.
        stage.Advance(TimeSpan.FromMilliseconds(1_200)).Until(() => Published(stage) == 161);
        stage.Get<Revision>().Advance();
        stage.Draw();
        return stage;
    }

    /// <summary>Opens the page that compares at brokers, of which three are not configured.</summary>
    public static Stage ShowBrokers(this Stage stage)
    {
        BackendOffer[] others = [new("gcpubsub", "BACKEND=gcpubsub"), new("redis", "BACKEND=redis, REDIS_URL"), new("rabbitmq", "BACKEND=rabbitmq, RABBITMQ_URL")];
        stage.Experiments.Backends = new BackendComparison("pubsub", "as opened", others);
        stage.Comparing.Fields.Turn(0, -1);
        stage.Press("F4").Until(() => stage.Comparing.Current is { } run && run.Lanes[0].Facts.Published == 1 && run.Lanes.Count(l => l.State == LaneState.Refused) == 3);
        stage.Get<Revision>().Advance();
        stage.Draw();
        return stage;
    }

    private static int Published(Stage stage) => stage.Comparing.Current is { } run ? run.Lanes.Min(l => l.Facts.Published) : 0;

    private static void Happens(ComparedLane lane, LabEventKind kind, int number, WorkerStatus worker) => lane.Journal.Append(
        kind, new MessageFacts($"{lane.Plan.Name}-{number}", "", default, new Dictionary<string, string> { ["lab_number"] = $"{number}" }), worker.Name, worker.Subscription);

    /// <summary>Two workers pass one task to and fro, as none accepts it.</summary>
    public static void ShowStorm(this Stage stage)
    {
        foreach (var user in new[] { "u1", "u2" })
        {
            stage.Spawn(new WorkerSpec { Accepts = AcceptanceRule.Users(user) });
        }

        stage.Spawn();
        foreach (var (id, nacked) in new[] { ("a", true), ("b", true), ("c", false) })
        {
            stage.Happens(LabEventKind.Delivered, id, "w2");
            if (nacked)
            {
                stage.Happens(LabEventKind.Nacked, id, "w2");
            }

            stage.Clock.Advance(TimeSpan.FromMilliseconds(600));
        }

        for (var i = 0; i < 117; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i % 5}", "w1");
            stage.Happens(LabEventKind.Nacked, $"m{i % 5}", "w1", "no user_id, w1 accepts u1");
        }

        stage.Advance(TimeSpan.FromMilliseconds(300));
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Press("2");
    }

    /// <summary>Forty tasks, of which a filter lets one through.</summary>
    public static void ShowFilter(this Stage stage)
    {
        stage.Ports.Subscriptions.Clear();
        stage.Ports.Subscriptions.AddRange([new("lab-tasks-sub", "lab-tasks"), new("shard-7", "lab-tasks") { Filter = "attributes.user_id_mod_100 = \"7\"" }]);
        stage.Ports.Backlogs["lab-tasks-sub"] = new(28, 3, TimeSpan.FromSeconds(3));
        stage.Ports.Backlogs["shard-7"] = new(0, 0, null);
        stage.Spawn(new WorkerSpec { Handler = "slow" });
        stage.Spawn(new WorkerSpec { Subscription = "shard-7" });
        for (var i = 1; i <= 40; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}");
            var one = i == 37;
            stage.Happens(one ? LabEventKind.Delivered : LabEventKind.FilteredOut, $"m{i}", one ? "w2" : null, subscription: "shard-7", attempt: 1);
            if (i % 4 == 0)
            {
                stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
                stage.Clock.Advance(TimeSpan.FromMilliseconds(300));
            }
        }

        stage.Happens(LabEventKind.Acked, "m37", "w2", subscription: "shard-7");
        stage.Get<TopologyModel>().Refresh(now: true);
        stage.Settle();
        stage.Press("2");
    }

    /// <summary>Forty workers, most of them idle, on a topic with many subscriptions.</summary>
    public static void ShowMany(this Stage stage)
    {
        for (var i = 1; i <= 40; i++)
        {
            stage.Spawn();
        }

        for (var i = 0; i < 41; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", $"w{1 + (i % 23)}");
            stage.Happens(i % 2 == 0 ? LabEventKind.Nacked : LabEventKind.Acked, $"m{i}", $"w{1 + (i % 23)}");
        }

        stage.Advance(TimeSpan.FromSeconds(1));
        stage.Workers.Select("w2");
        stage.Press("2");
    }

    /// <summary>A broker that tells counts of a queue, and no topology.</summary>
    public static void ShowQueue(this Stage stage)
    {
        stage.OfferQueue();
        stage.Spawn(new WorkerSpec { Handler = "slow" });
        stage.Happens(LabEventKind.Delivered, "m1", "w1");
        stage.Advance(TimeSpan.FromMilliseconds(500));
        stage.Press("2");
    }

    /// <summary>Opens a task that Python's worker has handled.</summary>
    public static void ShowTaskStates(this Stage stage)
    {
        var queue = stage.OfferQueue();
        var task = stage.Happens(LabEventKind.Published, "py1");
        var start = stage.Clock.GetUtcNow();
        queue.States[task.Id] =
        [
            new("RECEIVED", start + TimeSpan.FromMilliseconds(2), "celery@box", "due 2026-03-14T12:00:01.000000+00:00"),
            new("STARTED", start + TimeSpan.FromMilliseconds(1_002), "celery@box", ""),
            new("RETRY", start + TimeSpan.FromMilliseconds(1_500), "celery@box", "ValueError('no')"),
        ];
        queue.Stored[task.Id] = new TaskStateChange("SUCCESS", start + TimeSpan.FromMilliseconds(1_800), "celery@box", "");
        stage.Advance(TimeSpan.FromSeconds(2));
        stage.Press("4", "End", "Enter").Settle();
        stage.Advance(TimeSpan.FromMilliseconds(250));
    }

    /// <summary>More work at once than there are lanes, and idle workers below it.</summary>
    public static Stage ManyLanes(this Stage stage)
    {
        for (var i = 0; i < 3; i++)
        {
            stage.Spawn(new WorkerSpec());
        }

        for (var i = 100; i < 130; i++)
        {
            stage.Happens(LabEventKind.Delivered, $"m{i}", "w1");
            stage.Clock.Advance(s_step);
        }

        return stage.Advance(TimeSpan.FromSeconds(2));
    }

    public static Stage Play(this Stage stage)
    {
        stage.Spawn(new WorkerSpec { Handler = "slow" });
        stage.Spawn(new WorkerSpec { Accepts = AcceptanceRule.Users("fakeuserid1") });
        stage.Spawn(new WorkerSpec { Handler = "slow" });
        for (var i = 1; i <= 12; i++)
        {
            var user = i % 3 == 0 ? "fakeuserid1" : null;
            stage.Happens(LabEventKind.Published, $"m{i}", json: $$"""{"task_id":"{{1122 + i}}","foo":"bar","x":1.33,"y":true,"z":null}""", user: user);
            stage.Clock.Advance(s_step);
            var worker = i % 2 == 0 ? "w3" : "w1";
            if (i == 4)
            {
                stage.Happens(LabEventKind.Delivered, "m4", "w2");
                stage.Happens(LabEventKind.Nacked, "m4", "w2", "no user_id, w2 accepts fakeuserid1");
            }

            stage.Happens(LabEventKind.Delivered, $"m{i}", i % 3 == 0 ? "w2" : worker);
            if (i % 3 == 0)
            {
                stage.Happens(LabEventKind.Acked, $"m{i}", "w2", "handled in 4 µs");
            }
            else if (i > 4 && i % 2 == 1)
            {
                stage.Happens(LabEventKind.Acked, $"m{i - 4}", "w1", "handled in 5 s");
            }

            stage.Clock.Advance(s_step);
        }

        stage.Session.Workers.Kill("w3");
        stage.Happens(LabEventKind.Published, "m13", json: "{\"text\":\"wide 漢字, emoji 👩‍🚀, right to left שלום, \u001b[31mred\u001b[0m, \u202e overridden\"}");
        stage.Advance(TimeSpan.FromSeconds(2));
        stage.Workers.Select("w1");
        stage.Get<Revision>().Advance();
        return stage;
    }
}
