using PubSubLab.Embedded;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Pictures;

namespace PubSubLab.Pictures;

/// <summary>The moments of the screen that its guide shows.</summary>
internal static class Moments
{
    private const int Users = 40;
    private const string ShardAttribute = "user_id_mod_100";

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    private static readonly string[] s_function =
    [
        "function redact(message, metadata) {",
        "  const task = JSON.parse(message.data);",
        "if (task.user === 'eve') return null;",
        "task.user = '***';",
        "message.data = JSON.stringify(task);",
        "return message;",
    ];

    /// <summary>A lab in which nothing has happened.</summary>
    public static async Task FirstScreenAsync(HeadlessScreen screen, VirtualWorld world)
    {
        await world.Session.Workers.SpawnAsync(new WorkerSpec());
        await PassAsync(screen, world, TimeSpan.FromSeconds(1));
    }

    /// <summary>Two workers that accept other users, and one that accepts the tasks' user.</summary>
    public static async Task StormAsync(HeadlessScreen screen, VirtualWorld world)
    {
        foreach (var user in new[] { "ada", "bob", "eve" })
        {
            await world.Session.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users(user) });
        }

        var publishing = world.Session.Publisher.PublishAsync(new PublishOrder(new TaskDraft { UserId = "eve" }) { Count = 120, Every = TimeSpan.FromMilliseconds(50) });
        await PassAsync(screen, world, TimeSpan.FromSeconds(5.5));
        await publishing;
    }

    /// <summary>Forty tasks of forty user groups, and a filter for one of them.</summary>
    public static async Task FilterAsync(HeadlessScreen screen, VirtualWorld world)
    {
        await world.Session.MakeTemporaryAsync(new SubscriptionSpec("lab-shard-7", "lab-users") { Filter = $"attributes.{ShardAttribute} = \"7\"" }, CancellationToken.None);
        await world.Session.Workers.SpawnAsync(new WorkerSpec());
        await world.Session.Workers.SpawnAsync(new WorkerSpec { Subscription = "lab-shard-7" });
        var draft = new TaskDraft { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [ShardAttribute] = Placeholder.Number.Text } };
        var publishing = world.Session.Publisher.PublishAsync(new PublishOrder(draft) { Count = Users, Every = TimeSpan.FromMilliseconds(50), Topic = "lab-users" });
        await PassAsync(screen, world, TimeSpan.FromSeconds(3));
        await publishing;
    }

    /// <summary>A task whose JSON has a mistake.</summary>
    public static async Task ComposerAsync(HeadlessScreen screen, VirtualWorld world)
    {
        await FirstScreenAsync(screen, world);
        screen.Press("i", "Ctrl+A");
        screen.Type("{\"task_id\": \"{n}\", \"user\": \"{user}\", \"x\": 1.33, \"y\": tru}");
    }

    /// <summary>A function for the topic as it is typed: it drops tasks of one user and hides the user of the others.</summary>
    public static async Task TransformAsync(HeadlessScreen screen, VirtualWorld world)
    {
        await world.Session.Workers.SpawnAsync(new WorkerSpec());
        foreach (var (id, user) in new[] { (1, "ada"), (2, "eve"), (3, "bob") })
        {
            await world.Session.Publisher.PublishAsync(new PublishOrder(new TaskDraft { Json = $$"""{"task_id":"{{id}}","user":"{{user}}"}""" }));
            await PassAsync(screen, world, TimeSpan.FromSeconds(1));
        }

        screen.Press("F3", "J");
        await PassAsync(screen, world, s_step);
        screen.Press("Ctrl+U");
        foreach (var line in s_function)
        {
            screen.Type(line);
            screen.Press("Enter");
        }

        // The editor indents a new line as the one above it.
        screen.Press("Backspace", "Backspace");
        screen.Type("}");

        await PassAsync(screen, world, TimeSpan.FromSeconds(1));
    }

    /// <summary>The comparison of a storm with two calms.</summary>
    public static async Task CompareAsync(HeadlessScreen screen, VirtualWorld world)
    {
        screen.Press("F4");
        await PassAsync(screen, world, TimeSpan.FromSeconds(7));
    }

    /// <summary>The list of questions after three of them were predicted, one of them wrongly.</summary>
    public static async Task CourseAsync(HeadlessScreen screen, VirtualWorld world)
    {
        screen.Press("F2");
        foreach (var answer in (string[][])[["Down"], ["Down"], ["Down"]])
        {
            screen.Press(["Enter", .. answer, "Enter"]);
            do
            {
                await PassAsync(screen, world, TimeSpan.FromSeconds(1));
            }
            while (screen.IsExperimentRunning);

            screen.Press("Esc", "Down");
        }
    }

    /// <summary>Lets time pass on the screen.</summary>
    public static async Task PassAsync(HeadlessScreen screen, VirtualWorld world, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += s_step)
        {
            await Task.Delay(s_step, world.Clock);
            screen.Draw();
        }
    }
}
