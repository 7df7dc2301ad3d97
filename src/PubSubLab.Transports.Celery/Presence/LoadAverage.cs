using System.Globalization;

namespace PubSubLab.Transports.Celery.Presence;

/// <summary>The machine's load over 1, 5 and 15 minutes; zeros where the system has none.</summary>
internal static class LoadAverage
{
    private const string Source = "/proc/loadavg";

    public static double[] Read() => File.Exists(Source)
        ? [.. File.ReadAllText(Source).Split(' ').Take(3).Select(l => double.TryParse(l, CultureInfo.InvariantCulture, out var load) ? load : 0)]
        : [0, 0, 0];
}
