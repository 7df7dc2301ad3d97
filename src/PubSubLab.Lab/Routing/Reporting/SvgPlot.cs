using System.Globalization;
using System.Net;
using System.Text;

namespace PubSubLab.Lab.Routing.Reporting;

/// <summary>A plot as SVG: axes, lines, points and a legend; no script, no file beside it.</summary>
internal sealed class SvgPlot(string title, string xLabel, string yLabel, bool logX, bool logY)
{
    private const double Width = 760;
    private const double Height = 380;
    private const double Left = 76;
    private const double Right = 210;
    private const double Top = 34;
    private const double Bottom = 52;

    // Okabe and Ito's colours, which people with any kind of colour vision can tell apart; the dashes tell them apart without colour.
    private static readonly string[] s_colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#7f7f7f"];
    private static readonly string[] s_dashes = ["", "8 4", "2 4", "10 3 2 3", "5 5", "1 3", "12 4"];

    private readonly List<Series> _series = [];

    /// <summary>Adds a line; points that cannot stand on a logarithmic axis are left out.</summary>
    public SvgPlot Line(string name, IEnumerable<(double X, double Y)> points) => Add(name, points, Mark.Line);

    /// <summary>Adds points: filled where measured, hollow where computed.</summary>
    public SvgPlot Points(string name, IEnumerable<(double X, double Y)> points, bool filled) => Add(name, points, filled ? Mark.Filled : Mark.Hollow);

    /// <summary>Adds crosses, over points of lines that are not to be had.</summary>
    public SvgPlot Crosses(string name, IEnumerable<(double X, double Y)> points) => Add(name, points, Mark.Cross);

    /// <summary>The SVG element.</summary>
    public string Draw()
    {
        var all = _series.SelectMany(s => s.Points).ToList();
        if (all.Count == 0)
        {
            return "";
        }

        var x = Axis.Over(all.Select(p => p.X), logX);
        var y = Axis.Over(all.Select(p => p.Y), logY);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{WebUtility.HtmlEncode(title)}" xmlns="http://www.w3.org/2000/svg">""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="18" class="title">{WebUtility.HtmlEncode(title)}</text>""");
        DrawAxes(svg, x, y);
        for (var i = 0; i < _series.Count; i++)
        {
            DrawSeries(svg, _series[i], i, x, y);
        }

        return svg.Append("</svg>").ToString();
    }

    private SvgPlot Add(string name, IEnumerable<(double X, double Y)> points, Mark mark)
    {
        var kept = points.Where(p => (!logX || p.X > 0) && (!logY || p.Y > 0) && double.IsFinite(p.X) && double.IsFinite(p.Y)).ToList();
        if (kept.Count > 0)
        {
            _series.Add(new Series(name, kept, mark));
        }

        return this;
    }

    private static double PxX(Axis axis, double value) => Left + (axis.At(value) * (Width - Left - Right));

    private static double PxY(Axis axis, double value) => Height - Bottom - (axis.At(value) * (Height - Top - Bottom));

    private void DrawAxes(StringBuilder svg, Axis x, Axis y)
    {
        foreach (var tick in x.Ticks)
        {
            var at = PxX(x, tick);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{at:0.#}" y1="{Top}" x2="{at:0.#}" y2="{Height - Bottom}" class="grid"/><text x="{at:0.#}" y="{Height - Bottom + 16}" text-anchor="middle">{Label(tick)}</text>""");
        }

        foreach (var tick in y.Ticks)
        {
            var at = PxY(y, tick);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Left}" y1="{at:0.#}" x2="{Width - Right}" y2="{at:0.#}" class="grid"/><text x="{Left - 6}" y="{at + 4:0.#}" text-anchor="end">{Label(tick)}</text>""");
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{(Left + Width - Right) / 2}" y="{Height - 12}" text-anchor="middle">{WebUtility.HtmlEncode(xLabel)}</text>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text transform="translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)" text-anchor="middle">{WebUtility.HtmlEncode(yLabel)}</text>""");
    }

    private static void DrawSeries(StringBuilder svg, Series series, int index, Axis x, Axis y)
    {
        var colour = s_colours[index % s_colours.Length];
        var legend = Top + 10 + (index * 20);
        var at = series.Points.Select(p => (X: PxX(x, p.X), Y: PxY(y, p.Y))).ToList();
        if (series.Mark == Mark.Line)
        {
            var dash = s_dashes[index % s_dashes.Length];
            var path = string.Join(' ', at.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Width - Right + 14}" y1="{legend - 4}" x2="{Width - Right + 44}" y2="{legend - 4}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>""");
        }
        else if (series.Mark == Mark.Cross)
        {
            foreach (var p in at.Append((X: Width - Right + 29, Y: legend - 4)))
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{p.X - 4:0.#},{p.Y - 4:0.#}l8,8m0,-8l-8,8" class="cross"/>""");
            }
        }
        else
        {
            var fill = series.Mark == Mark.Filled ? colour : "none";
            foreach (var p in at.Append((X: Width - Right + 29, Y: legend - 4)))
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{p.X:0.#}" cy="{p.Y:0.#}" r="4" fill="{fill}" stroke="{colour}" stroke-width="2"/>""");
            }
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Width - Right + 50}" y="{legend}">{WebUtility.HtmlEncode(series.Name)}</text>""");
    }

    private static string Label(double value) => value switch
    {
        >= 1_000_000 => $"{value / 1_000_000:0.#} M",
        >= 10_000 => $"{value / 1_000:0.#} k",
        _ => value.ToString("#,0.##", CultureInfo.InvariantCulture),
    };

    private enum Mark
    {
        Line,
        Filled,
        Hollow,
        Cross,
    }

    private sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points, Mark Mark);

    private sealed record Axis(double From, double To, bool Log, IReadOnlyList<double> Ticks)
    {
        public static Axis Over(IEnumerable<double> values, bool log)
        {
            var (least, most) = values.Aggregate((Least: double.MaxValue, Most: double.MinValue), (a, v) => (Math.Min(a.Least, v), Math.Max(a.Most, v)));
            if (log)
            {
                var from = Math.Floor(Math.Log10(least));
                var to = Math.Max(from + 1, Math.Ceiling(Math.Log10(most)));
                return new Axis(from, to, true, [.. Enumerable.Range((int)from, (int)(to - from) + 1).Select(e => Math.Pow(10, e))]);
            }

            var step = StepFor(Math.Max(most, 1e-9));
            var top = Math.Ceiling(most / step) * step;
            return new Axis(0, top, false, [.. Enumerable.Range(0, (int)Math.Round(top / step) + 1).Select(i => i * step)]);
        }

        public double At(double value) => ((Log ? Math.Log10(value) : value) - From) / (To - From);

        private static double StepFor(double most)
        {
            var power = Math.Pow(10, Math.Floor(Math.Log10(most / 5)));
            return (most / 5 / power) switch { < 1.5 => power, < 3.5 => 2 * power, < 7.5 => 5 * power, _ => 10 * power };
        }
    }
}
