using System.CommandLine;
using System.Globalization;
using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Output;
using PubSubLab.Pictures;
using PubSubLab.Tui.Frames;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Commands;

/// <summary><c>screenshot</c>: a still or moving picture of real frames of the screen, the same each time.</summary>
internal sealed class ScreenshotVerb : IVerb
{
    /// <inheritdoc/>
    public Command Build()
    {
        var experiment = new Option<string?>("--experiment") { Description = "The experiment to run; without a scene a tour of the lab.", HelpName = "NAME" };
        experiment.CompletionSources.Add(static _ => ExperimentCatalog.All.Select(e => e.Name));
        var demo = new Option<bool>("--demo") { Description = "Show the demo." };
        var replay = new Option<string?>("--replay") { Description = "Show a recording (--record of lab).", HelpName = "FILE" };
        var last = new Option<string?>("--last") { Description = "Of a recording, only the part at its end, for example 30s.", HelpName = "TIME" };
        var size = new Option<string>("--size") { Description = "Columns and rows.", HelpName = "WxH", DefaultValueFactory = _ => "120x36" };
        var theme = CommonOptions.ThemeOption("The colours. Default: dark.");
        var moving = new Option<bool>("--moving") { Description = "A moving picture of the whole run instead of its end. Implied by cast and html." };
        var form = new Option<string?>("--as") { Description = "The form: svg, cast (asciinema), or html (plays by itself). Default: as FILE ends, else svg.", HelpName = "FORM" };
        form.AcceptOnlyFromAmong("svg", "cast", "html");
        var file = new Option<string?>("--out") { Description = "Where to write the picture. Default: standard output.", HelpName = "FILE" };
        var command = new Command("screenshot", "Render a still or moving picture of the screen, from real frames on a virtual clock and a fixed seed.")
        {
            experiment, demo, replay, last, size, theme, moving, form, file,
        };
        command.Validators.Add(result =>
        {
            if (new Option[] { experiment, demo, replay }.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
            {
                result.AddError("A picture shows one thing: choose one of --experiment, --demo and --replay.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var scene = Usage.Check(() => SceneOf(parsed.GetValue(experiment), parsed.GetValue(demo), parsed.GetValue(replay)));
            var (width, height) = Usage.Check(() => ReadSize(parsed.GetValue(size)!));
            var path = parsed.GetValue(file);
            var wanted = FormOf(parsed.GetValue(form) ?? Path.GetExtension(path)?.TrimStart('.'));
            var order = new PictureOrder(scene, width, height, parsed.GetValue(theme) ?? ThemeName.Dark, parsed.GetValue(moving) || wanted != FilmForm.Svg)
            {
                Last = Usage.Check(() => ReadLast(parsed.GetValue(last), scene)),
            };
            var picture = await Photographer.TakeAsync(order, wanted, cancellation);
            if (path is not null)
            {
                try
                {
                    await File.WriteAllTextAsync(path, picture, cancellation);
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
                await output.WriteAsync(picture);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static PictureScene SceneOf(string? experiment, bool demo, string? recording)
    {
        return recording is not null ? new PictureScene.Recording(recording)
            : demo ? new PictureScene.Demo()
            : experiment is null ? new PictureScene.Tour()
            : new PictureScene.Experiment(ExperimentCatalog.Get(experiment).Name);
    }

    private static TimeSpan? ReadLast(string? text, PictureScene scene) =>
        text is null ? null
        : scene is not PictureScene.Recording ? throw new LabException("--last takes the end of a recording; add --replay FILE.")
        : Durations.TryParse(text, out var last) && last > TimeSpan.Zero ? last
        : throw new LabException($"'{text}' is no time. Write for example 30s or 2min.");

    private static FilmForm FormOf(string? name) => name?.ToLowerInvariant() switch
    {
        "cast" => FilmForm.Cast,
        "html" or "htm" => FilmForm.Html,
        _ => FilmForm.Svg,
    };

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
