using PubSubLab.Lab;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Panes;

/// <summary>Paints a lane: its worker's name, its bars, and where they are shown its leases.</summary>
internal sealed class LanePainting(LabSession session, TimelineView timeline, FollowedMessage followed)
{
    /// <summary>Paints it.</summary>
    /// <param name="painter">Paints.</param>
    /// <param name="area">The lane's place; its width is that of the bars.</param>
    /// <param name="nameWidth">Columns of the name, before the bars.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="isTop">Whether it is the first in sight, which has a name in any case.</param>
    /// <param name="end">The moment at the right edge.</param>
    /// <param name="now">Now, as the timeline shows it.</param>
    public void Paint(Painter painter, Rectangle area, int nameWidth, Lane lane, bool isTop, TimeSpan end, TimeSpan now)
    {
        var (x, y) = (area.X + nameWidth, area.Y);
        if (lane.Spans.Count == 0)
        {
            painter.Put(x, y, "idle", Role.Dim, area.Width);
        }

        painter.Put(area.X, y, CellText.Pad(lane.IsFirst || isTop ? " " + CellText.FitMiddle(lane.Worker, nameWidth - 2) : "", nameWidth), lane.IsFirst ? Role.Strong : Role.Dim);
        var row = new BarRow(area.Width, end, timeline.Span);
        var deadline = session.Workers.Workers.FirstOrDefault(w => w.Name == lane.Worker)?.Spec.AckDeadline ?? new WorkerSpec().AckDeadline;
        var left = session.Capabilities?.Returns.HeldFor(deadline) ?? deadline;

        // The followed message last, so that none covers it.
        var spans = followed.Current is null ? lane.Spans : [.. lane.Spans.OrderBy(s => followed.Of(s.Message) == Emphasis.Followed)];
        foreach (var stay in spans)
        {
            row.Add(stay, now, left, TimelineView.Same(stay, timeline.Selected), followed.Of(stay.Message, stay.IsEarlier));
        }

        if (lane.Spans.Count > 0)
        {
            foreach (var start in timeline.Starts(now))
            {
                row.AddStart(start);
            }

            row.PaintTo(painter, x, y);
        }

        if (!timeline.ShowsLeases)
        {
            return;
        }

        var leases = new BarRow(area.Width, end, timeline.Span);
        foreach (var stay in spans)
        {
            leases.AddLease(stay, deadline, followed.Of(stay.Message, stay.IsEarlier));
        }

        leases.PaintTo(painter, x, y + 1);
    }
}
