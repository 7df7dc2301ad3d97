using PubSubLab.Lab.Experiments;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Experiments;

/// <summary>The course's questions with their marks.</summary>
internal sealed class QuestionList(ExperimentRunner runner, Course course)
{
    private const int MarkWidth = 4;
    private const int NameWidth = 14;

    private int _first;

    /// <summary>The question at a row of the list.</summary>
    public int At(int row) => _first + row;

    /// <summary>Paints so many rows; the chosen question is one of them.</summary>
    public void Paint(Painter painter, Rectangle area, bool hasFocus)
    {
        var rows = Math.Min(area.Height, runner.All.Count);
        _first = ScrollWindow.Top(_first, runner.Chosen, rows, runner.All.Count);
        for (var row = 0; row < rows; row++)
        {
            PaintItem(painter, area with { Y = area.Y + row }, runner.All[_first + row], _first + row == runner.Chosen, hasFocus);
        }
    }

    /// <summary>The number of hidden questions in words; empty where all are shown.</summary>
    public string More(int rows) => (_first, Math.Max(0, runner.All.Count - rows - _first)) switch
    {
        (0, 0) => "",
        (0, var below) => $" {below} more below ",
        (var above, 0) => $" {above} more above ",
        var (above, below) => $" {above} more above, {below} below ",
    };

    /// <summary>The score in words.</summary>
    public string Score => course.Score switch
    {
        (0, _) => "✓ predicted   ✗ predicted otherwise   ○ seen",
        var (predicted, right) => $"{predicted} of {runner.All.Count} predicted, {right} right",
    };

    private (string Sign, Role Role) Mark(IExperiment experiment) => runner.Running == experiment.Name
        ? ("…", Role.Accent)
        : course.Of(experiment) switch
        {
            { WasRight: true } => ("✓", Role.Good),
            { WasRight: false } => ("✗", Role.Warning),
            not null => ("○", Role.Normal),
            null => (" ", Role.Dim),
        };

    private void PaintItem(Painter painter, Rectangle area, IExperiment experiment, bool chosen, bool hasFocus)
    {
        var (sign, role) = Mark(experiment);
        painter.Line(
            area.X, area.Y, area.Width,
            [
                new Segment(chosen ? "▸ " : "  ", Role.Accent), new Segment(sign + " ", role),
                new Segment(CellText.Pad(experiment.Name, NameWidth) + " ", Role.Strong),
                new Segment(CellText.Fit(experiment.Title, area.Width - MarkWidth - NameWidth - 1), chosen ? Role.Normal : Role.Dim),
            ],
            selected: chosen && hasFocus);
    }
}
