using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab.Demo;
using PubSubLab.Lab.Recordings;
using PubSubLab.Lab.Workers;
using PubSubLab.Pictures;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tests.Pictures;

public sealed class PhotographerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FilmForm.Svg)]
    [InlineData(FilmForm.Cast)]
    [InlineData(FilmForm.Html)]
    public async Task The_demo_is_filmed_the_same_each_time_and_is_small(FilmForm form)
    {
        var order = new PictureOrder(new PictureScene.Demo(), 80, 24, ThemeName.Dark, true);
        var film = await Photographer.TakeAsync(order, form, Cancellation);

        (await Photographer.TakeAsync(order, form, Cancellation) == film).ShouldBeTrue("it came out otherwise the second time");
        film.Length.ShouldBeLessThan(Film.MostSvgBytes);
        film.ShouldContain("Nobody tells Pub/Sub.");
    }

    [Fact]
    public async Task A_recording_is_filmed_as_it_was_seen()
    {
        var folder = Directory.CreateTempSubdirectory("pubsublab-recording-");
        try
        {
            var file = Path.Combine(folder.FullName, "run.ndjson");
            await RecordAsync(file);
            var order = new PictureOrder(new PictureScene.Recording(file), 100, 30, ThemeName.Dark, true);
            var cast = await Photographer.TakeAsync(order, FilmForm.Cast, Cancellation);

            // The log follows: what has not happened yet is not seen.
            var at = (string text) => TimeOf(cast.Split('\n').First(line => line.Contains(text, StringComparison.Ordinal)));
            at("published").ShouldBeLessThan(at("killed"));
            at("killed").ShouldBeLessThan(at("expired"));
            at("expired").ShouldBe(20.5, 1.5);
            cast.ShouldNotContain("HELD", Case.Sensitive);

            var end = await Photographer.TakeAsync(order with { Last = TimeSpan.FromSeconds(5) }, FilmForm.Cast, Cancellation);
            TimeOf(end.TrimEnd('\n').Split('\n')[^1]).ShouldBe(6, 0.1);

            (await Photographer.TakeAsync(order with { Moving = false }, FilmForm.Svg, Cancellation)).ShouldContain("attempt 2");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double TimeOf(string line) => double.Parse(line[1..line.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task RecordAsync(string file)
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        await using var recorder = JournalRecorder.Start(world.Journal, file);
        world.Run(async () =>
        {
            await world.Session.StartAsync();
            await world.Session.Workers.SpawnAsync(new WorkerSpec());
            await new DemoRun(world.Session, key => key).RunAsync(CancellationToken.None);
            return true;
        });
    }
}
