using System.Globalization;
using System.Text;

namespace PubSubLab.Tui.Frames;

/// <summary>
/// Writes a film as a moving SVG without any script. Each stretch of a row that changes is a strip of its states side by side, which one
/// animation moves through the picture; equal states are written once. Without animation the last frame is seen.
/// </summary>
internal static class FilmSvg
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>The film.</summary>
    public static string Write(Film film)
    {
        var frames = film.Frames.Select(f => f.Frame).ToList();
        var ground = FrameLook.GroundOf(frames[^1]);
        var ink = new SvgInk(ground);
        var (states, shared) = (new Dictionary<string, string>(StringComparer.Ordinal), new StringBuilder());
        var (moves, keyFrames) = (new Dictionary<string, string>(StringComparer.Ordinal), new StringBuilder());
        var (still, strips) = (new StringBuilder(), new StringBuilder());
        for (var y = 0; y < film.Height; y++)
        {
            var done = 0;
            foreach (var (from, to) in FilmChange.Of(frames, y))
            {
                ink.Append(still, frames[^1], y, done, from, 0, y);
                done = to;
                AppendStrip(y, from, to);
            }

            ink.Append(still, frames[^1], y, done, film.Width, 0, y);
        }

        var svg = SvgInk.Open(film.Width, film.Height, film.Title);
        svg.Append(ink.Style).Append(CultureInfo.InvariantCulture, $"g[style]{{animation:{film.Length.TotalSeconds:0.###}s step-end infinite}}\n").Append(keyFrames)
            .Append("@media (prefers-reduced-motion:reduce){g{animation:none!important}}\n</style>\n<defs>\n").Append(shared).Append("</defs>\n");
        return SvgInk.Close(svg, ground, still.Append(strips));

        void AppendStrip(int y, int from, int to)
        {
            var shown = new List<(TimeSpan At, string Markup)>();
            foreach (var (at, frame) in film.Frames)
            {
                var markup = new StringBuilder();
                ink.Append(markup, frame, y, from, to, from, 0);
                if (shown.Count == 0 || shown[^1].Markup != markup.ToString())
                {
                    shown.Add((at, markup.ToString()));
                }
            }

            strips.Append("<g style=\"animation-name:").Append(MoveOf(shown)).Append("\">");
            for (var i = 0; i < shown.Count; i++)
            {
                if (shown[i].Markup.Length > 0)
                {
                    strips.Append(CultureInfo.InvariantCulture, $"<use href=\"#{StateOf(shown[i].Markup)}\" x=\"{(from * SvgInk.Wide) + (PlaceOf(i, shown.Count) * SvgInk.WidthOf(film.Width))}\" y=\"{y * SvgInk.High}\"/>");
                }
            }

            strips.Append("</g>\n");
        }

        string StateOf(string markup)
        {
            if (!states.TryGetValue(markup, out var id))
            {
                states[markup] = id = "s" + Short(states.Count);
                shared.Append("<g id=\"").Append(id).Append("\">").Append(markup).Append("</g>\n");
            }

            return id;
        }

        string MoveOf(List<(TimeSpan At, string Markup)> shown)
        {
            var body = new StringBuilder();
            for (var i = 0; i < shown.Count; i++)
            {
                body.Append(CultureInfo.InvariantCulture, $"{100 * (shown[i].At / film.Length):0.##}%{{translate:-{PlaceOf(i, shown.Count) * SvgInk.WidthOf(film.Width)}px}}");
            }

            if (!moves.TryGetValue(body.ToString(), out var name))
            {
                moves[body.ToString()] = name = "k" + Short(moves.Count);
                keyFrames.Append("@keyframes ").Append(name).Append('{').Append(body).Append("}\n");
            }

            return name;
        }
    }

    // The last state lies in sight where nothing is animated.
    private static int PlaceOf(int state, int states) => (state + 1) % states;

    private static string Short(int number)
    {
        var text = "";
        do
        {
            text = Digits[number % Digits.Length] + text;
            number /= Digits.Length;
        }
        while (number > 0);
        return text;
    }
}
