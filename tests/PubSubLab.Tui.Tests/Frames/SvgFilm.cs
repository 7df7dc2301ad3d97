using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Terminal.Gui.Text;

namespace PubSubLab.Tui.Tests.Frames;

/// <summary>A moving SVG as a viewer shows it: which text stands in which cell at a moment.</summary>
internal sealed partial class SvgFilm
{
    private const int Wide = 10;
    private const int High = 21;

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly XElement _root;
    private readonly Dictionary<string, List<(double At, int Moved)>> _moves;
    private readonly Dictionary<string, XElement> _shared;
    private readonly int _columns;
    private readonly int _rows;

    public SvgFilm(string svg)
    {
        _root = XDocument.Parse(svg, LoadOptions.PreserveWhitespace).Root!;
        var box = _root.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToList();
        (_columns, _rows) = ((int)(box[2] / Wide), (int)(box[3] / High));
        _shared = _root.Descendants(s_svg + "g").Where(g => g.Attribute("id") is not null).ToDictionary(g => "#" + g.Attribute("id")!.Value);
        _moves = KeyFrames().Matches(_root.Element(s_svg + "style")!.Value).ToDictionary(
            m => m.Groups["name"].Value,
            m => Stop().Matches(m.Groups["stops"].Value).Select(s => (Number(s.Groups["at"].Value), (int)Number(s.Groups["by"].Value))).ToList());
    }

    /// <summary>The text at a share of the film's time; without animation for null.</summary>
    public string TextAt(double? share)
    {
        var cells = new string?[_rows, _columns];
        var content = _root.Elements(s_svg + "g").Single();
        Put(content.Elements(s_svg + "text"), 0, 0);
        foreach (var strip in content.Elements(s_svg + "g"))
        {
            var name = strip.Attribute("style")!.Value.Replace("animation-name:", "", StringComparison.Ordinal);

            // Times are written with two digits.
            var moved = share is { } s ? _moves[name].Last(m => m.At <= (100 * s) + 0.006).Moved : 0;
            foreach (var use in strip.Elements(s_svg + "use"))
            {
                if (Number(use.Attribute("x")!.Value) + moved is var x && x >= 0 && x < _columns * Wide)
                {
                    Put(_shared[use.Attribute("href")!.Value].Elements(s_svg + "text"), (int)x, (int)Number(use.Attribute("y")!.Value));
                }
            }
        }

        var rows = Enumerable.Range(0, _rows).Select(y => string.Concat(Enumerable.Range(0, _columns).Select(x => cells[y, x] ?? " ")).TrimEnd()).ToList();
        return string.Join('\n', rows).TrimEnd('\n') + "\n";

        void Put(IEnumerable<XElement> texts, int left, int top)
        {
            foreach (var text in texts)
            {
                var (x, y) = ((left + (int)Number(text.Attribute("x")!.Value)) / Wide, (top + (int)Number(text.Attribute("y")!.Value)) / High);
                foreach (var grapheme in Graphemes(text.Value))
                {
                    cells[y, x++].ShouldBeNull("nothing is written twice");
                    cells[y, x - 1] = grapheme;
                    for (var more = grapheme.GetColumns() - 1; more > 0; more--)
                    {
                        cells[y, x++] = "";
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Graphemes(string text)
    {
        for (var all = StringInfo.GetTextElementEnumerator(text); all.MoveNext();)
        {
            yield return all.GetTextElement();
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"@keyframes (?<name>\w+)\{(?<stops>([\d.]+%\{translate:-?\d+px\})+)\}", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex KeyFrames();

    [GeneratedRegex(@"(?<at>[\d.]+)%\{translate:(?<by>-?\d+)px\}", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Stop();
}
