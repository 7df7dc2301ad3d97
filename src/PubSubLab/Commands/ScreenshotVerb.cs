using System.CommandLine;
using System.Globalization;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Output;
using PubSubLab.Pictures;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Commands;

/// <summary><c>screenshot</c>: a picture of a real frame of the screen, the same each time.</summary>
internal sealed class ScreenshotVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var experiment = new Option<string?>("--experiment") { Description = "The experiment to run; without it a tour of the lab.", HelpName = "NAME" };
        var size = new Option<string>("--size") { Description = "Columns and rows.", HelpName = "WxH", DefaultValueFactory = _ => "120x36" };
        var theme = CommonOptions.ThemeOption("The colours. Default: dark.");
        var moving = new Option<bool>("--moving") { Description = "A moving picture of the whole run instead of its end." };
        var file = new Option<string?>("--out") { Description = "Where to write the SVG. Default: standard output.", HelpName = "FILE" };
        var command = new Command("screenshot", "Render a picture of the screen, from real frames on a virtual clock and a fixed seed.") { experiment, size, theme, moving, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(experiment) is { } name)
            {
                Usage.Check(() => ExperimentCatalog.Get(name));
            }

            var (width, height) = Usage.Check(() => ReadSize(parsed.GetValue(size)!));
            var svg = Photographer.Take(new PictureOrder(parsed.GetValue(experiment), width, height, parsed.GetValue(theme) ?? ThemeName.Dark, parsed.GetValue(moving)));
            if (parsed.GetValue(file) is { } path)
            {
                try
                {
                    await File.WriteAllTextAsync(path, svg, cancellation);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new LabException($"The picture cannot be written to '{path}': {e.Message}", e);
                }
            }
            else
            {
                // A document for a viewer, made of cells that are safe already.
                await using var output = new StreamWriter(ConsoleWriters.OpenOutput());
                await output.WriteAsync(svg);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static (int Width, int Height) ReadSize(string text)
    {
        var parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width is >= 60 and <= 400 && height is >= 15 and <= 200
            ? (width, height)
            : throw new LabException($"'{text}' is not a size. Write columns and rows, from 60x15 to 400x200, for example 120x36.");
    }
}
