using System.Globalization;

namespace PubSubLab.Emulator.Tests.Support;

/// <summary>
/// How long properties are tried, and from which seed: PUBSUBLAB_PROPERTY_SECONDS (default 2) and PUBSUBLAB_PROPERTY_SEED
/// (default a fresh one). A failure prints the seed that replays it.
/// </summary>
internal static class PropertyRun
{
    public static int Seconds => int.Parse(System.Environment.GetEnvironmentVariable("PUBSUBLAB_PROPERTY_SECONDS") ?? "2", CultureInfo.InvariantCulture);

    public static string? Seed => System.Environment.GetEnvironmentVariable("PUBSUBLAB_PROPERTY_SEED");
}
