using PubSubLab.Embedded;
using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Pictures;

/// <summary>A picture that is wanted.</summary>
/// <param name="Scene">The scene.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Theme">The theme.</param>
/// <param name="Moving">Whether it moves; else it shows the end.</param>
internal sealed record PictureOrder(PictureScene Scene, int Width, int Height, ThemeName Theme, bool Moving)
{
    /// <summary>The offer of the screen. Default: everything.</summary>
    public ScreenCatalog Catalog { get; init; } = new();

    /// <summary>The time between two frames of a moving picture. Default: 250 ms.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The part of a recording at its end; null for all of it.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>Where the header says that the lab is connected to; null, the default, for the embedded emulator.</summary>
    public string? Place { get; init; }

    /// <summary>The pictures of the README, by file.</summary>
    public static IReadOnlyDictionary<string, PictureOrder> OfReadme { get; } = new Dictionary<string, PictureOrder>(StringComparer.Ordinal)
    {
        ["demo.svg"] = new(new PictureScene.Demo(), 80, 24, ThemeName.Dark, true) { Catalog = PictureCatalog.Screen },
        ["lab.svg"] = new(new PictureScene.Tour(), 120, 36, ThemeName.Dark, false) { Catalog = PictureCatalog.Screen },
        ["crash.svg"] = new(new PictureScene.Experiment("crash"), 120, 40, ThemeName.Dark, true) { Catalog = PictureCatalog.Screen, Every = TimeSpan.FromSeconds(1) },
    };

    /// <summary>The pictures of the guide to the screen, by file; those of the README are in it too.</summary>
    public static IReadOnlyDictionary<string, PictureOrder> OfGuide { get; } = new Dictionary<string, PictureOrder>(StringComparer.Ordinal)
    {
        ["first-screen.svg"] = OfMoment("the first screen at 80x24, with nothing published yet", Moments.FirstScreenAsync, 80, 24),
        ["storm.svg"] = OfMoment("a nack storm: two workers pass tasks of a third user to and fro", Moments.StormAsync, 120, 36),
        ["filter.svg"] = OfMoment("a filter that lets one of forty tasks through", Moments.FilterAsync, 120, 36),
        ["composer.svg"] = OfMoment("the composer with a mistake in the task", Moments.ComposerAsync, 120, 36),
        ["transform.svg"] = OfMoment("a message transform as it is typed, with the last messages before and after", Moments.TransformAsync, 120, 36),
        ["compare.svg"] = OfMoment("the comparison: a nack storm beside filters and topics", Moments.CompareAsync, 120, 36),
        ["course.svg"] = OfMoment("the course after three predictions", Moments.CourseAsync, 120, 36),
        ["dead-letter.svg"] = new(new PictureScene.Experiment("dead-letter"), 120, 44, ThemeName.Light, false) { Catalog = PictureCatalog.Screen },
        ["redis.svg"] = OfMoment("Celery on Redis: scheduled and retried tasks, and a worker of Python beside the lab's", QueueMoments.FlowAsync, 120, 36) with { Place = QueueMoments.Place },
        ["task.svg"] = OfMoment("the states of a task that Python's worker tried twice", QueueMoments.TaskAsync, 100, 24) with { Place = QueueMoments.Place },
        ["migration.svg"] = OfAnswer("migration", 120, 36),
        ["wide.svg"] = new(new PictureScene.Tour(), 200, 60, ThemeName.Dark, false) { Catalog = PictureCatalog.Screen },
        ["light.svg"] = new(new PictureScene.Tour(), 120, 36, ThemeName.Light, false) { Catalog = PictureCatalog.Screen },
    };

    private static PictureOrder OfAnswer(string name, int width, int height) => new(new PictureScene.Answer(name), width, height, ThemeName.Dark, false)
    {
        Catalog = PictureCatalog.Screen with { Experiments = [.. PictureCatalog.Screen.Experiments.Select(e => e.Name == name ? new StoredRun(e, StoredRun.ResultOf(name)) : e)] },
    };

    private static PictureOrder OfMoment(string shows, Func<HeadlessScreen, VirtualWorld, Task> play, int width, int height) =>
        new(new PictureScene.Moment(shows, play), width, height, ThemeName.Dark, false) { Catalog = PictureCatalog.Screen };
}
