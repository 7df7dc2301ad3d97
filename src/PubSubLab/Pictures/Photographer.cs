using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Replay;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Pictures;

namespace PubSubLab.Pictures;

/// <summary>Takes pictures of real frames: the real screen over the real engine, on a clock moved by hand and a fixed seed.</summary>
internal static class Photographer
{
    private const int Seed = 1;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_lastStands = TimeSpan.FromSeconds(3);

    /// <summary>Takes one.</summary>
    /// <returns>SVG, or the form of a film.</returns>
    /// <exception cref="LabException">The recording cannot be read.</exception>
    public static async Task<string> TakeAsync(PictureOrder order, FilmForm form, CancellationToken cancellation)
    {
        var film = order.Scene is PictureScene.Recording recording ? await ReplayAsync(order, recording, cancellation) : Play(order);
        return order.Moving ? film.Write(form) : FrameRenderer.ToSvg(film.Frames[^1].Frame, order.Scene.Title);
    }

    private static async Task<Film> ReplayAsync(PictureOrder order, PictureScene.Recording recording, CancellationToken cancellation)
    {
        using var feed = ReplayFeed.OfFile(recording.File);
        return await ReplayFilm.TakeAsync(
            feed, $"recording {Path.GetFileName(recording.File)}", new EmulatorFilters(), null, order.Scene.Title, new(order.Width, order.Height), order.Theme,
            order.Moving ? order.Last : TimeSpan.Zero, order.Catalog, cancellation);
    }

    private static Film Play(PictureOrder order)
    {
        using var world = new VirtualWorld(Seed, DispatchOrder.RoundRobin, description: order.Place);
        var frames = new List<FilmFrame>();
        HeadlessScreen? screen = null;
        var (begin, next) = (TimeSpan.Zero, TimeSpan.Zero);
        try
        {
            return world.Run(
                async () =>
                {
                    await world.Session.StartAsync();
                    screen = new HeadlessScreen(world.Session, order.Width, order.Height, order.Theme, order.Catalog);
                    begin = next = world.Journal.Now;
                    await (order.Scene switch
                    {
                        PictureScene.Experiment { Name: var name } => RunAsync(screen, name, world),
                        PictureScene.Answer { Name: var name } => AnswerAsync(screen, name, world),
                        PictureScene.Demo => DemoAsync(screen, world),
                        PictureScene.Moment { PlayAsync: var play } => play(screen, world),
                        _ => TourAsync(screen, world),
                    });
                    Shoot();
                    return new Film(order.Scene.Title, frames, frames[^1].At + s_lastStands);
                },
                () =>
                {
                    if (order.Moving && screen is not null && world.Journal.Now >= next)
                    {
                        Shoot();
                        next = world.Journal.Now + order.Every;
                    }
                });
        }
        finally
        {
            screen?.Dispose();
        }

        void Shoot() => frames.Add(new FilmFrame(world.Journal.Now - begin, screen!.Capture()));
    }

    private static async Task RunAsync(HeadlessScreen screen, string name, VirtualWorld world)
    {
        screen.RunExperiment(name);
        await DrawWhileAsync(screen, world, () => screen.IsExperimentRunning);
    }

    private static async Task AnswerAsync(HeadlessScreen screen, string name, VirtualWorld world)
    {
        await RunAsync(screen, name, world);
        screen.Press("z");
    }

    private static async Task DemoAsync(HeadlessScreen screen, VirtualWorld world)
    {
        await world.Session.Workers.SpawnAsync(new WorkerSpec());
        screen.Press("d");
        await DrawWhileAsync(screen, world, () => screen.IsDemoPlaying);
    }

    private static async Task DrawWhileAsync(HeadlessScreen screen, VirtualWorld world, Func<bool> runs)
    {
        do
        {
            await Task.Delay(s_step, world.Clock);
            screen.Draw();
        }
        while (runs());
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
            await world.Session.Publisher.PublishAsync(new PublishOrder(new TaskDraft { Json = $$"""{"task_id":"{{1123 + i}}","foo":"bar","x":1.33,"y":true,"z":null}""", UserId = user }));
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
