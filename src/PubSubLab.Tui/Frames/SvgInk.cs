using System.Globalization;
using System.Text;

namespace PubSubLab.Tui.Frames;

/// <summary>Writes runs of cells as SVG: real text, each look a class.</summary>
internal sealed class SvgInk(string ground)
{
    /// <summary>Width of a cell.</summary>
    public const int Wide = 10;

    /// <summary>Height of a cell.</summary>
    public const int High = 21;

    private const int Baseline = 16;
    private const int Margin = 12;

    private readonly Dictionary<FrameLook, string> _texts = [];
    private readonly Dictionary<string, string> _grounds = new(StringComparer.Ordinal);

    /// <summary>The rules of the looks that were used.</summary>
    public string Style
    {
        get
        {
            var rules = new StringBuilder();
            foreach (var (look, name) in _texts)
            {
                rules.Append(CultureInfo.InvariantCulture, $".{name}{{fill:{look.Front}{look.Css}}}");
            }

            foreach (var (colour, name) in _grounds)
            {
                rules.Append(CultureInfo.InvariantCulture, $".{name}{{fill:{colour}}}");
            }

            return rules.Append('\n').ToString();
        }
    }

    /// <summary>Width of a picture with so many columns.</summary>
    public static int WidthOf(int columns) => (columns * Wide) + (2 * Margin);

    /// <summary>Begins a picture, up to its style rules.</summary>
    public static StringBuilder Open(int columns, int rows, string title)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WidthOf(columns)} {(rows * High) + (2 * Margin)}\" role=\"img\" xml:space=\"preserve\">\n<title>");
        AppendText(svg, FrameRun.Safe(title));
        return svg.Append("</title>\n<style>\n")
            .Append("text{font:16.6px ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre}\n");
    }

    /// <summary>Ends a picture.</summary>
    public static string Close(StringBuilder svg, string ground, StringBuilder content) => svg
        .Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" rx=\"9\" fill=\"{ground}\"/>\n<g transform=\"translate({Margin},{Margin})\">\n")
        .Append(content).Append("</g>\n</svg>\n").ToString();

    /// <summary>Writes a stretch of a row.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="y">The row.</param>
    /// <param name="from">The first column.</param>
    /// <param name="to">The column after the last one.</param>
    /// <param name="left">The column that lies at the left edge.</param>
    /// <param name="row">The row at which it is written.</param>
    public void Append(StringBuilder svg, ScreenFrame frame, int y, int from, int to, int left, int row)
    {
        var top = row * High;
        foreach (var run in FrameRun.Of(frame, y, from, to, ground))
        {
            var x = (run.X - left) * Wide;
            if (run.Look.Ground != ground)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{GroundOf(run.Look.Ground)}\" x=\"{x}\" y=\"{top}\" width=\"{run.Cells * Wide}\" height=\"{High}\"/>");
            }

            if (run.IsBlank)
            {
                continue;
            }

            // The length is given, so that a viewer's font of another width does not tear columns apart.
            var text = run.Look.Underline ? run.Text : run.Text.TrimEnd();
            var cells = run.Cells - (run.Text.Length - text.Length);
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{TextOf(run.Look)}\" x=\"{x}\" y=\"{top + Baseline}\"{(cells > 1 ? $" textLength=\"{cells * Wide}\"" : "")}>");
            AppendText(svg, text);
            svg.Append("</text>");
        }
    }

    private static void AppendText(StringBuilder svg, string text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => svg.Append("&amp;"),
                '<' => svg.Append("&lt;"),
                '>' => svg.Append("&gt;"),
                _ => svg.Append(c),
            };
        }
    }

    private string GroundOf(string colour) => _grounds.TryGetValue(colour, out var name) ? name : _grounds[colour] = $"r{_grounds.Count}";

    private string TextOf(FrameLook look) => _texts.TryGetValue(look with { Ground = "" }, out var name) ? name : _texts[look with { Ground = "" }] = $"c{_texts.Count}";
}
