using System.Globalization;

namespace PubSubLab.Simulation.Tests;

/// <summary>
/// How long seeds are tried, and from which one: PUBSUBLAB_SIMULATION_SECONDS (default 2) and PUBSUBLAB_SIMULATION_SEED (default a fresh
/// one). With PUBSUBLAB_SIMULATION_SECONDS=0 the seed alone is run.
/// </summary>
internal static class SeedRun
{
    public static TimeSpan Length =>
        TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("PUBSUBLAB_SIMULATION_SECONDS") ?? "2", CultureInfo.InvariantCulture));

    public static ulong First => ulong.TryParse(Environment.GetEnvironmentVariable("PUBSUBLAB_SIMULATION_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : (ulong)Random.Shared.NextInt64(1, 1L << 40);
}
