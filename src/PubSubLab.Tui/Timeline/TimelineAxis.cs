using PubSubLab.Lab;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Timeline;

/// <summary>The timeline's lowest row: times from the right, and on the left the number of lanes out of sight.</summary>
internal static class TimelineAxis
{
    private const int MostSteps = 6;
    private const int StepWidth = 14;
    private static readonly TimeSpan s_noTime = TimeSpan.FromMilliseconds(1);

    /// <summary>Draws it into the last row of an area.</summary>
    /// <param name="painter">The painter.</param>
    /// <param name="area">The timeline's area.</param>
    /// <param name="names">Width of the workers' names.</param>
    /// <param name="span">The visible time.</param>
    /// <param name="endAgo">Age of the right edge; negative ahead of now.</param>
    /// <param name="now">The word for now.</param>
    /// <param name="above">Number of lanes above the area.</param>
    /// <param name="below">Number of lanes below it.</param>
    public static void Paint(Painter painter, Rectangle area, int names, TimeSpan span, TimeSpan endAgo, string now, int above, int below)
    {
        var (y, width) = (area.Bottom - 1, area.Width - names);
        var left = painter.Put(area.X, y, OutOfSight(above, below), Role.Warning, area.Width);
        var steps = Math.Max(1, Math.Min(MostSteps, width / StepWidth));
        var free = area.Right + 1;

        // From the right, whose moment is the most important; where two would meet, the left one is left out.
        for (var i = steps; i >= 0; i--)
        {
            var ago = endAgo + (span * (steps - i) / steps);
            var label = ago.Duration() < s_noTime ? now : ago < TimeSpan.Zero ? "+" + Durations.Format(-ago) : "-" + Durations.Format(ago);
            var at = Math.Min(area.X + names + (int)((long)width * i / steps), area.Right - label.Length);
            if (at + label.Length < free && (at > left || left == area.X))
            {
                painter.Put(at, y, label, Role.Dim);
                free = at;
            }
        }
    }

    private static string OutOfSight(int above, int below) => (above, below) switch
    {
        (0, <= 0) => "",
        (0, _) => $" {Lanes(below)} below ↓",
        (_, <= 0) => $" {Lanes(above)} above ↑",
        _ => $" {above:N0} above ↑ {Lanes(below)} below ↓",
    };

    private static string Lanes(int count) => count == 1 ? "1 lane" : $"{count:N0} lanes";
}
