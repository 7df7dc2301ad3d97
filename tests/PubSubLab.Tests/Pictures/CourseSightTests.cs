using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tests.Pictures;

/// <summary>Every question of the course at 80x24: progress and verdict are in sight without scrolling.</summary>
public sealed class CourseSightTests
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    public static TheoryData<string> Names => [.. PictureCatalog.Screen.Experiments.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Progress_and_verdict_are_seen_without_scrolling(string name)
    {
        using var world = new VirtualWorld(1, DispatchOrder.RoundRobin);
        world.Run(async () =>
        {
            await world.Session.StartAsync();
            using var screen = new HeadlessScreen(world.Session, 80, 24, ThemeName.Dark, PictureCatalog.Screen);
            screen.RunExperiment(name);
            var watched = 0;
            while (true)
            {
                await Task.Delay(s_look, world.Clock);
                screen.Draw();
                var page = PageOf(screen);
                if (!screen.IsExperimentRunning)
                {
                    VerdictIsSeen(page);
                    break;
                }

                ProgressIsSeen(page);
                watched++;
            }

            watched.ShouldBePositive();
            return true;
        });
    }

    private static void ProgressIsSeen(List<string> page)
    {
        page[0].ShouldStartWith("… ");
        page.ShouldContain(line => line.StartsWith("▸ ") || line.StartsWith("○ "), "a caption, or how many come");
        page.ShouldContain(line => line.StartsWith('+'), "the newest step");
        NothingIsCut(page.Skip(1));
    }

    private static void VerdictIsSeen(List<string> page)
    {
        page[0].ShouldStartWith("✓ ");
        page.ShouldContain(line => line.StartsWith("The right answer: "));
        page.ShouldContain(line => line.Contains("A again  F figures  y copy"));
        NothingIsCut(page);
    }

    private static void NothingIsCut(IEnumerable<string> page)
    {
        foreach (var line in page)
        {
            line.ShouldNotContain("…");
        }
    }

    /// <summary>The lines inside the frame of the course.</summary>
    private static List<string> PageOf(HeadlessScreen screen)
    {
        var rows = screen.Capture().ToText().Split('\n');
        var top = Array.FindIndex(rows, r => r.StartsWith("╔ Course", StringComparison.Ordinal));
        return [.. rows.Skip(top + 1).TakeWhile(r => r.StartsWith('║')).Select(r => r.Trim('║').Trim())];
    }
}
