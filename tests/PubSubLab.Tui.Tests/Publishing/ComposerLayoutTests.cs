using System.Drawing;
using PubSubLab.Tui.Publishing;

namespace PubSubLab.Tui.Tests.Publishing;

public sealed class ComposerLayoutTests
{
    [Fact]
    public void In_any_room_nothing_lies_over_another_and_all_is_inside()
    {
        for (var width = 36; width <= 200; width += 1)
        {
            for (var height = 1; height <= 58; height++)
            {
                var inner = new Rectangle(1, 1, width, height);
                var layout = ComposerLayout.Of(inner);
                if (layout.IsLine)
                {
                    height.ShouldBeLessThan(width >= 56 ? 7 : 10);
                    continue;
                }

                Rectangle[] parts =
                [
                    Labelled(layout.Topic), Labelled(layout.User), Labelled(layout.Attributes), Labelled(layout.OrderingKey), Labelled(layout.Route),
                    Labelled(layout.Count, layout.CountLabel), Labelled(layout.Every, ComposerLayout.ShortLabel), layout.Header, layout.Editor, layout.Buttons, layout.Outcome,
                ];
                foreach (var part in parts)
                {
                    inner.Contains(part).ShouldBeTrue($"{part} in {inner}");
                }

                parts.SelectMany((a, i) => parts.Skip(i + 1).Where(b => a.IntersectsWith(b))).ShouldBeEmpty($"{inner}");
                layout.Editor.Height.ShouldBeGreaterThanOrEqualTo(1);
                layout.Outcome.Height.ShouldBeGreaterThanOrEqualTo(1, $"{inner}");
            }
        }
    }

    private static Rectangle Labelled(Rectangle field, int label = ComposerLayout.LabelWidth - 1) => field with { X = field.X - label, Width = field.Width + label };
}
