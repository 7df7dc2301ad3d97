namespace PubSubLab.Transports.Celery;

/// <summary>A difference between this program and others on the same broker.</summary>
/// <param name="Found">The difference, and what comes of it.</param>
/// <param name="Next">The setting to change.</param>
/// <param name="Starves">Whether tasks lie there that this program would never read.</param>
public sealed record FleetDifference(string Found, string Next, bool Starves);
