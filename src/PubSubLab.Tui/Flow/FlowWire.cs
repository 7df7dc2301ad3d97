using PubSubLab.Lab.Journal;

namespace PubSubLab.Tui.Flow;

/// <summary>A cell of a wire.</summary>
/// <param name="Sign">The character there.</param>
/// <param name="Message">The message that travels there; null for none.</param>
/// <param name="IsBack">Whether the message travels back.</param>
internal readonly record struct WireCell(char Sign, LabMessage? Message, bool IsBack);

/// <summary>
/// Messages as dots on a wire, at a moment. A dot takes a second and a half for a way that a message takes a millisecond for: a person is to see it.
/// Above a few a second dots would say nothing, so the rate takes their place.
/// </summary>
internal static class FlowWire
{
    /// <summary>The time of a dot from end to end.</summary>
    public static readonly TimeSpan TripTime = TimeSpan.FromSeconds(1.5);

    /// <summary>More messages a second than this are a figure.</summary>
    public const int MostDots = 8;

    private const char Line = '─';

    /// <summary>The moment of the last step.</summary>
    public static TimeSpan At(TimeSpan now, TimeSpan step) => TimeSpan.FromTicks(now.Ticks / step.Ticks * step.Ticks);

    /// <summary>Whether a dot is on its way.</summary>
    public static bool IsMoving(WireState wire, TimeSpan now)
    {
        for (var i = wire.Trips.Count - 1; i >= 0; i--)
        {
            var trip = wire.Trips[i];
            if (now < trip.LeftAt + TripTime || (BackFrom(trip) is { } back && now < back + TripTime))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Number of messages that leave a second, if too many for dots; null where dots show them.</summary>
    public static double? RateOf(WireState wire, TimeSpan now)
    {
        // The counter knows whole seconds only; what has just begun is counted on the wire.
        var begun = wire.Trips.Count(t => t.LeftAt > now - TimeSpan.FromSeconds(1) && t.LeftAt <= now);
        var rate = Math.Max(wire.LeftPerSecond, begun);
        return rate > MostDots && begun > 0 ? rate : null;
    }

    /// <summary>The cells of a wire from left to right, without the arrow at its end.</summary>
    public static IReadOnlyList<WireCell> Cells(WireState wire, TimeSpan now, int cells)
    {
        var drawn = new WireCell[cells];
        Array.Fill(drawn, new WireCell(Line, null, false));
        foreach (var trip in wire.Trips)
        {
            if (Way(now - trip.LeftAt, cells) is { } there)
            {
                drawn[there] = new WireCell('●', trip.Message, false);
            }

            if (BackFrom(trip) is { } back && Way(now - back, cells) is { } gone)
            {
                drawn[cells - 1 - gone] = new WireCell('↻', trip.Message, true);
            }
        }

        return drawn;
    }

    // It starts back when it has arrived, however fast the answer was.
    private static TimeSpan? BackFrom(WireTrip trip) => trip.CameBackAt is { } at ? at > trip.LeftAt + TripTime ? at : trip.LeftAt + TripTime : null;

    private static int? Way(TimeSpan since, int cells) =>
        since >= TimeSpan.Zero && since < TripTime ? (int)(since.Ticks * cells / TripTime.Ticks) : null;
}
