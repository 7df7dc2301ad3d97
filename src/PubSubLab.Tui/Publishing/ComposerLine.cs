using PubSubLab.Lab;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Publishing;

/// <summary>The composer in one line: topic, begin of the task, user, count and outcome.</summary>
internal sealed class ComposerLine(FormPublisher publisher, string topic, bool isWrong, string? wrongField)
{
    private const int PreviewLength = 400;

    /// <summary>Paints it.</summary>
    public void Paint(Painter painter, int x, int y, int width, bool focused)
    {
        var form = publisher.Form;
        var after = (form.UserId.Length > 0 ? $"  user {form.UserId}" : "") + (form.OrderingKey.Length > 0 ? $"  key {form.OrderingKey}" : "")
            + (form.Count.Trim() is not ("" or "1") and var count ? $"  ×{count}" : "");
        List<Segment> before =
        [
            new(" 1 Publish ▸ ", focused ? Role.FocusedTitle : Role.Title), new(topic.Length > 0 ? topic : "?", Role.Accent), new("  ", Role.Normal),
        ];
        var (state, role) = State();
        var room = Math.Max(8, width - before.Sum(s => CellText.Width(s.Text)) - Math.Min(CellText.Width(after), width / 3) - CellText.Width(state));
        painter.FittedLine(
            x, y, width,
            [
                .. before,
                new Segment(CellText.Fit(OneLine.Of(form.Task, PreviewLength), room), isWrong ? Role.Bad : Role.Normal),
                new Segment(CellText.Fit(after, Math.Max(0, width / 3)), Role.Dim),
                new Segment(state, role),
            ]);
    }

    private (string Text, Role Role) State() =>
        publisher.Error is not null ? ("  ✗ not published", Role.Bad)
        : isWrong ? ("  ✗ no JSON", Role.Bad)
        : wrongField is not null ? ($"  ✗ {wrongField}", Role.Bad)
        : publisher.Away is { } away ? ($"  ◌ broker away {Durations.Age(away)}", Role.Warning)
        : publisher.Progress is not { } p ? ("", Role.Dim)
        : p.Refused + p.Unknown > 0 ? ($"  ✗ {p.Published:N0} of {p.Total ?? p.Answered:N0}", Role.Bad)
        : ($"  {(p.Total is { } total && p.Answered >= total ? "✓" : "↑")} {p.Published:N0}", Role.Good);
}
