using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Routing;

/// <summary>Draws one strategy: its topology, its counters, and its deliveries a second as bars.</summary>
internal static class LanePainter
{
    /// <summary>Deliveries for a useful message from here on are a storm.</summary>
    private const double Storm = 2;

    private const int BranchRows = 2;
    private const int MostBarRows = 10;

    /// <summary>Draws it into an area below the strategy's name.</summary>
    /// <param name="painter">The painter.</param>
    /// <param name="area">The cells for it.</param>
    /// <param name="lane">Its snapshot; null before the first run.</param>
    /// <param name="highest">The highest rate of all lanes, so that their bars can be compared.</param>
    public static void Paint(Painter painter, Rectangle area, LaneSnapshot lane, long highest)
    {
        var y = area.Y;
        var error = lane.Error is null ? [] : CellText.Wrap(lane.Error, area.Width).ToList();
        List<(int Weight, Segment[] Line)> lines = [(0, StateOf(lane)), .. Topology(lane, area.Width), .. lane.State == LaneState.Refused ? [] : Counters(lane)];
        foreach (var line in Fit(lines, area.Height - error.Count))
        {
            painter.Line(area.X, y++, area.Width, Whole(line, area.Width));
        }

        if (lane.Error is not null)
        {
            foreach (var line in error.Take(Math.Max(0, area.Bottom - y)))
            {
                painter.Put(area.X, y++, line, Role.Bad);
            }

            return;
        }

        var rows = Math.Clamp(area.Bottom - y, 0, MostBarRows);
        var bars = Sparkline.Rows([.. lane.Rates.TakeLast(area.Width)], highest, rows);
        for (var row = 0; row < bars.Count; row++)
        {
            painter.Put(area.X, y + row, bars[row], IsStorm(lane) ? Role.Bad : Role.Good, area.Width);
        }
    }

    // The important parts stay in a narrow space.
    private static IEnumerable<Segment[]> Fit(List<(int Weight, Segment[] Line)> lines, int room)
    {
        while (lines.Count > Math.Max(1, room))
        {
            lines.RemoveAt(lines.FindLastIndex(l => l.Weight == lines.Max(m => m.Weight)));
        }

        return lines.Select(l => l.Line);
    }

    // A figure that is cut is another figure: what does not fit is left out, with its name.
    private static IEnumerable<Segment> Whole(Segment[] line, int width)
    {
        var fitting = line.Length;
        while (fitting > 1 && line.Take(fitting).Sum(s => CellText.Width(s.Text)) > width)
        {
            fitting--;
        }

        while (fitting > 1 && fitting < line.Length && line[fitting - 1].Role == Role.Dim)
        {
            fitting--;
        }

        return line.Take(fitting);
    }

    private static bool IsStorm(LaneSnapshot lane) => lane.DeliveriesPerUseful >= Storm;

    private static Segment[] StateOf(LaneSnapshot lane) => lane.State switch
    {
        LaneState.Waiting => [new Segment("not started", Role.Dim)],
        LaneState.Running => [new Segment(lane.Published == 0 ? "making its topology" : "running", Role.Accent)],
        LaneState.Done => [new Segment("✓ done", Role.Good)],
        LaneState.Stopped => [new Segment("stopped", Role.Warning)],
        _ => [new Segment("✗ cannot run", Role.Bad)],
    };

    private static IEnumerable<(int Weight, Segment[] Line)> Topology(LaneSnapshot lane, int width)
    {
        var topics = lane.Branches.Select(b => b.Topic).Distinct(StringComparer.Ordinal).Count();
        yield return (7, [new Segment("◆ ", Role.Accent), new Segment($"{Count(lane.Topics, "topic")}, {Count(lane.Subscriptions, "sub")}", Role.Normal)]);
        var shown = lane.Branches.Count <= BranchRows + 1 ? lane.Branches.Count : BranchRows;
        for (var i = 0; i < BranchRows + 1; i++)
        {
            if (i < shown)
            {
                var branch = lane.Branches[i];
                var name = topics == 1 ? branch.Subscription : $"{branch.Topic} ▸ {branch.Subscription}";
                var (arm, workers) = (i == lane.Branches.Count - 1 ? "└▸ " : "├▸ ", $"{branch.Workers:N0}w ");
                yield return (9,
                [
                    new Segment(arm, Role.Dim), new Segment(workers, IsShared(branch) ? Role.Warning : Role.Dim),
                    new Segment(CellText.Fit(name, width - arm.Length - workers.Length), Role.Normal),
                ]);
            }
            else if (i == shown && shown < lane.Branches.Count)
            {
                yield return (9, [new Segment($"└▸ {lane.Branches.Count - shown:N0} more", Role.Dim)]);
            }
            else
            {
                yield return (10, []);
            }
        }
    }

    private static string Count(double count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    private static bool IsShared(LaneBranch branch) => branch.Workers > 1;

    private static IEnumerable<(int Weight, Segment[] Line)> Counters(LaneSnapshot lane)
    {
        yield return (2, [new Segment("delivered ", Role.Dim), new Segment($"{lane.Deliveries:N0}", Role.Strong)]);
        yield return (4, [new Segment("nacked ", Role.Dim), new Segment($"{lane.Nacks:N0}", lane.Nacks > 0 ? Role.Bad : Role.Strong)]);
        yield return (3, [new Segment("useful ", Role.Dim), new Segment($"{lane.Useful:N0}", Role.Strong), new Segment($" of {lane.Messages:N0}", Role.Dim)]);
        yield return (1,
        [
            new Segment("per useful ", Role.Dim),
            new Segment(lane.DeliveriesPerUseful is { } perUseful ? $"{perUseful:0.00}" : "-", Role.Strong),
            .. lane.DeliveriesPerUseful is null ? Array.Empty<Segment>() : [IsStorm(lane) ? new Segment("  storm", Role.Bad) : new Segment("  calm", Role.Good)],
        ]);
        yield return (5,
        [
            new Segment("waits ", Role.Dim), new Segment($"{lane.Waiting:N0}", Role.Strong), new Segment(" lost ", Role.Dim),
            new Segment($"{lane.Lost:N0}", lane.Lost > 0 ? Role.Bad : Role.Strong), new Segment(" dead ", Role.Dim),
            new Segment($"{lane.DeadLettered:N0}", lane.DeadLettered > 0 ? Role.Bad : Role.Strong),
        ]);
        yield return (6, [new Segment("p50 ", Role.Dim), new Segment(Milliseconds(lane.LatencyP50), Role.Strong), new Segment("  p99 ", Role.Dim), new Segment(Milliseconds(lane.LatencyP99), Role.Strong)]);
        yield return (8, [new Segment(lane.Rates.Count == 0 ? "" : $"{lane.Rates[^1]:N0}/s, most {lane.Rates.Max():N0}/s", Role.Dim)]);
    }

    private static string Milliseconds(double ms) => ms >= 1_000 ? $"{ms / 1_000:0.0} s" : $"{ms:0.0} ms";
}
