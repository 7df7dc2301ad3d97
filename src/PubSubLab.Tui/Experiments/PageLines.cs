using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Experiments;

/// <summary>Lines of a page of the course, wrapped to a width.</summary>
internal sealed class PageLines(int width)
{
    private readonly List<IReadOnlyList<Segment>> _lines = [];
    private readonly Dictionary<int, int> _answers = [];

    public IReadOnlyList<IReadOnlyList<Segment>> Lines => _lines;

    public int Width => width;

    /// <summary>The line of the chosen answer; null for none.</summary>
    public int? Chosen { get; private set; }

    /// <summary>The answer that a line shows; null for none.</summary>
    public int? AnswerAt(int line) => _answers.TryGetValue(line, out var answer) ? answer : null;

    /// <summary>Adds a text over as many lines as it needs.</summary>
    public void Say(string text, Role role, string indent = "", string first = "") => _lines.AddRange(
        CellText.Wrap(text, Math.Max(10, width - indent.Length)).Select((line, i) => (IReadOnlyList<Segment>)[new Segment((i == 0 && first.Length > 0 ? first : indent) + line, role)]));

    /// <summary>Adds a line of segments.</summary>
    public void Add(params IReadOnlyList<Segment> segments) => _lines.Add(segments);

    /// <summary>Adds a comparison.</summary>
    public void Add(ResultTable table) => _lines.AddRange(ResultTableText.Lines(table, width).Select(
        line => (IReadOnlyList<Segment>)[new Segment(line.Name, Role.Dim), new Segment(line.Cells, line.IsHeading ? Role.Strong : Role.Normal)]));

    /// <summary>Adds the lines of another page.</summary>
    public void Add(PageLines other) => _lines.AddRange(other._lines);

    public void Blank() => _lines.Add([]);

    /// <summary>Adds an answer to choose.</summary>
    public void AddAnswer(int number, string text, bool chosen)
    {
        Chosen = chosen ? _lines.Count : Chosen;
        foreach (var (line, i) in CellText.Wrap(text, Math.Max(10, width - 4)).Select((l, i) => (l, i)))
        {
            _answers[_lines.Count] = number;
            Add(new Segment(i == 0 && chosen ? " ▸ " : "   ", Role.Accent), new Segment(line, chosen ? Role.Strong : Role.Normal));
        }
    }
}
