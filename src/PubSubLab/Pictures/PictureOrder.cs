using PubSubLab.Tui.Pictures;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Pictures;

/// <summary>A picture that is wanted.</summary>
/// <param name="Experiment">The experiment to run; null for the tour of the lab.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Theme">The theme.</param>
/// <param name="Moving">Whether it moves; else it shows the end.</param>
internal sealed record PictureOrder(string? Experiment, int Width, int Height, ThemeName Theme, bool Moving)
{
    /// <summary>The screen's catalogue. Default: the complete one.</summary>
    public ScreenCatalog Catalog { get; init; } = new();

    /// <summary>The pictures of the README, by file.</summary>
    public static IReadOnlyDictionary<string, PictureOrder> OfReadme { get; } = new Dictionary<string, PictureOrder>(StringComparer.Ordinal)
    {
        ["lab.svg"] = new(null, 120, 36, ThemeName.Dark, false) { Catalog = PictureCatalog.Screen },
        ["crash.svg"] = new("crash", 120, 40, ThemeName.Dark, true) { Catalog = PictureCatalog.Screen },
        ["dead-letter.svg"] = new("dead-letter", 120, 44, ThemeName.Light, false) { Catalog = PictureCatalog.Screen },
    };
}
