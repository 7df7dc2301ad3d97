using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Pictures;

namespace PubSubLab.Pictures;

/// <summary>Takes pictures of real frames: the real screen over the real engine, on a clock moved by hand and a fixed seed.</summary>
internal static class Photographer
{
    private const int Seed = 1;
    private const int MostFrames = 7;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastStands = TimeSpan.FromSeconds(5);

    /// <summary>Takes one.</summary>
    /// <returns>SVG.</returns>
    public static string Take(PictureOrder order)
    {
        using var world = new VirtualWorld(Seed, DispatchOrder.RoundRobin);
        var frames = new List<(ScreenFrame Frame, TimeSpan For)>();
        HeadlessScreen? screen = null;
        var next = TimeSpan.Zero;
        try
        {
            world.Run(
                async () =>
                {
                    await world.Session.StartAsync();
                    screen = new HeadlessScreen(world.Session, order.Width, order.Height, order.Theme, order.Catalog);
                    await (order.Experiment is { } name ? RunAsync(screen, name, world) : TourAsync(screen, world));
                    frames.Add((screen.Capture(), s_lastStands));
                    return true;
                },
                () =>
                {
                    if (order.Moving && screen is not null && world.Journal.Now >= next)
                    {
                        frames.Add((screen.Capture(), s_between));
                        next = world.Journal.Now + s_between;
                    }
                });
        }
        finally
        {
            screen?.Dispose();
        }

        var title = order.Experiment is { } experiment ? $"The experiment '{experiment}' on PubSubLab's screen" : "PubSubLab: three workers, one of them slow and one killed";
        return order.Moving ? FrameRenderer.ToSvg(Thin(frames), title) : FrameRenderer.ToSvg(frames[^1].Frame, title);
    }

    /// <summary>As many as a picture should have, evenly, and always the last.</summary>
    private static List<(ScreenFrame Frame, TimeSpan For)> Thin(List<(ScreenFrame Frame, TimeSpan For)> frames)
    {
        var every = Math.Max(1, (int)Math.Ceiling((frames.Count - 1) / (double)(MostFrames - 1)));
        return [.. frames.Where((f, i) => i == frames.Count - 1 || i % every == 0)];
    }

    private static async Task RunAsync(HeadlessScreen screen, string name, VirtualWorld world)
    {
        screen.RunExperiment(name);
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), world.Clock);
            screen.Draw();
        }
        while (screen.IsExperimentRunning);
    }

    private static async Task TourAsync(HeadlessScreen screen, VirtualWorld world)
    {
        Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), world.Clock);
        await world.Session.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" });
        await world.Session.Workers.SpawnAsync(new WorkerSpec { Accepts = AcceptanceRule.Users("fakeuserid1") });
        await world.Session.Workers.SpawnAsync(new WorkerSpec { Handler = "slow" });
        for (var i = 0; i < 14; i++)
        {
            var user = i % 3 == 0 ? "fakeuserid1" : null;
            await world.Session.Publisher.PublishAsync(new Lab.Publishing.PublishOrder(new Lab.Publishing.TaskDraft { Json = $$"""{"task_id":"{{1123 + i}}","foo":"bar","x":1.33,"y":true,"z":null}""", UserId = user }));
            await Wait(0.7);
            if (i == 10)
            {
                world.Session.Workers.Kill("w3");
            }
        }

        await Wait(1);
        screen.Press("3");
        screen.Draw();
    }
}
