using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.Tui.Tests.Layout;

/// <summary>The selected row of each list stays in sight when the terminal shrinks.</summary>
public class SelectionInSightTests
{
    public static TheoryData<string[], string> Lists => new()
    {
        { ["4", "z", "Up", "Up", "Up"], "▸.*#57 " },
        { ["2", "z", "G"], "▸.*(dead-sub|more subscription)" },
        { ["F2", "G"], "▸.*migration" },
        { ["F3", "G"], "▸.*dead-sub" },
        { ["Ctrl+P", .. Enumerable.Repeat("PageDown", 20)], "▸ Handler: slow" },
        { ["Ctrl+O", "End"], "▸ task 0" },
        { ["!", "End"], "▸ Everything works again" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void The_selected_row_stays_in_sight(string[] keys, string row)
    {
        using var stage = new Stage(120, 50, withPorts: true);
        for (var i = 0; i < 12; i++)
        {
            stage.Spawn();
            stage.Get<SavedTasks>().Save($"task {i}", stage.Publisher.Form);
        }

        for (var i = 0; i < 60; i++)
        {
            stage.Happens(LabEventKind.Published, $"m{i}");
            stage.Advance(TimeSpan.FromSeconds(1));
        }

        stage.Press(keys).Settle();
        stage.Frame.ShouldMatch(row);
        foreach (var (width, height) in new[] { (120, 30), (80, 24), (60, 15), (120, 50), (60, 15) })
        {
            stage.Resize(width, height).Frame.ShouldMatch(row, $"{width}x{height}");
        }
    }
}
