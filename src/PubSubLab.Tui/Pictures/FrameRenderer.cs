using System.Globalization;
using System.Net;
using System.Text;

namespace PubSubLab.Tui.Pictures;

/// <summary>Makes pictures of frames: SVG with real text, still or moving, without any script.</summary>
public static class FrameRenderer
{
    private const double CellWidth = 8.4;
    private const int CellHeight = 18;
    private const int Baseline = 13;
    private const int Margin = 10;

    /// <summary>A still picture.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="title">A description for readers who cannot see it.</param>
    public static string ToSvg(ScreenFrame frame, string title) => ToSvg([(frame, TimeSpan.FromSeconds(1))], title);

    /// <summary>A moving picture: each frame for its time, then from the start again. A viewer that asks for less motion sees the last one.</summary>
    /// <param name="frames">The frames and for how long each stands; all of one size.</param>
    /// <param name="title">A description for readers who cannot see it.</param>
    /// <exception cref="ArgumentException">There is no frame, or their sizes differ.</exception>
    public static string ToSvg(IReadOnlyList<(ScreenFrame Frame, TimeSpan For)> frames, string title)
    {
        if (frames.Count == 0 || frames.Any(f => f.Frame.Width != frames[0].Frame.Width || f.Frame.Height != frames[0].Frame.Height))
        {
            throw new ArgumentException("A picture needs at least one frame, and all of one size.", nameof(frames));
        }

        var first = frames[0].Frame;
        var (width, height) = ((first.Width * CellWidth) + (2 * Margin), (first.Height * CellHeight) + (2 * Margin));
        var ground = first[first.Width - 1, 1].Ground ?? "#101010";
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height}\" role=\"img\">\n");
        svg.Append("<title>").Append(WebUtility.HtmlEncode(title)).Append("</title>\n<style>\n")
            .Append("text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre}\n")
            .Append(".b{font-weight:700}.f{opacity:.65}.u{text-decoration:underline}\n");
        AppendKeyFrames(svg, frames);
        svg.Append("</style>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\n");
        for (var i = 0; i < frames.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g{(frames.Count > 1 ? $" class=\"k{i}\"" : "")} transform=\"translate({Margin},{Margin})\">\n");
            AppendFrame(svg, frames[i].Frame, ground);
            svg.Append("</g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendKeyFrames(StringBuilder svg, IReadOnlyList<(ScreenFrame Frame, TimeSpan For)> frames)
    {
        if (frames.Count == 1)
        {
            return;
        }

        var total = frames.Sum(f => f.For.TotalSeconds);
        var at = 0.0;
        for (var i = 0; i < frames.Count; i++)
        {
            var (from, to) = (100 * at / total, 100 * (at + frames[i].For.TotalSeconds) / total);
            at += frames[i].For.TotalSeconds;
            svg.Append(CultureInfo.InvariantCulture, $".k{i}{{visibility:{(i == frames.Count - 1 ? "visible" : "hidden")};animation:k{i} {total:0.##}s steps(1,end) infinite}}");
            svg.Append(CultureInfo.InvariantCulture, $"@keyframes k{i}{{0%{{visibility:{(i == 0 ? "visible" : "hidden")}}}");
            svg.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : $"{from:0.###}%{{visibility:visible}}")}{to:0.###}%{{visibility:{(i == frames.Count - 1 ? "visible" : "hidden")}}}}}\n");
        }

        svg.Append("@media (prefers-reduced-motion:reduce){g[class]{animation:none}")
            .Append(CultureInfo.InvariantCulture, $".k{frames.Count - 1}{{visibility:visible}}}}\n");
    }

    private static void AppendFrame(StringBuilder svg, ScreenFrame frame, string ground)
    {
        for (var y = 0; y < frame.Height; y++)
        {
            for (var x = 0; x < frame.Width;)
            {
                var cell = frame[x, y];
                var end = x + 1;
                while (end < frame.Width && SameLook(frame[end, y], cell))
                {
                    end++;
                }

                AppendRun(svg, frame, x, end, y, ground);
                x = end;
            }
        }
    }

    private static void AppendRun(StringBuilder svg, ScreenFrame frame, int from, int to, int y, string ground)
    {
        var cell = frame[from, y];
        var text = string.Concat(Enumerable.Range(from, to - from).Select(x => frame[x, y].Text));
        var (left, wide) = (from * CellWidth, (to - from) * CellWidth);
        var behind = cell.Ground is "text" ? "#d0d0d0" : cell.Ground ?? ground;
        if (behind != ground)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left:0.#}\" y=\"{y * CellHeight}\" width=\"{wide:0.#}\" height=\"{CellHeight}\" fill=\"{behind}\"/>");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        var look = $"{(cell.Bold ? "b " : "")}{(cell.Faint ? "f " : "")}{(cell.Underline ? "u" : "")}".TrimEnd();
        var front = cell.Front is "ground" ? ground : cell.Front ?? "#d0d0d0";

        // The length is given, so that a viewer's font of another width does not tear columns apart.
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{left:0.#}\" y=\"{(y * CellHeight) + Baseline}\" fill=\"{front}\"{(look.Length > 0 ? $" class=\"{look}\"" : "")} textLength=\"{wide:0.#}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">");
        svg.Append(WebUtility.HtmlEncode(text)).Append("</text>\n");
    }

    private static bool SameLook(FrameCell a, FrameCell b) => a with { Text = "" } == b with { Text = "" };
}
