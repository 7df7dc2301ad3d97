using System.Globalization;

namespace PubSubLab.Emulator.Tests.Support;

/// <summary>
/// How long properties are tried, and from which seed: PUBSUBLAB_PROPERTY_SECONDS (default 2) and PUBSUBLAB_PROPERTY_SEED
/// (default a fresh one). A failure prints the seed that replays it.
/// </summary>
internal static class PropertyRun
{
    public static int Seconds => int.Parse(System.Environment.GetEnvironmentVariable("PUBSUBLAB_PROPERTY_SECONDS") ?? "2", CultureInfo.InvariantCulture);

    /// <summary>There are many fuzz cases, each of which gets a share.</summary>
    public static int FuzzSeconds => Math.Max(1, Seconds / 10);

    public static string? Seed => System.Environment.GetEnvironmentVariable("PUBSUBLAB_PROPERTY_SEED");
}
