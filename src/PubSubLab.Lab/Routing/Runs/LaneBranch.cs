namespace PubSubLab.Lab.Routing;

/// <summary>A subscription of a strategy's topology, by short names.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Subscription">Its name.</param>
/// <param name="Filter">Its filter, null for none.</param>
/// <param name="Workers">Workers that listen on it at first.</param>
public sealed record LaneBranch(string Topic, string Subscription, string? Filter, int Workers);
