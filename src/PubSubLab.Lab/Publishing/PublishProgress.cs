namespace PubSubLab.Lab.Publishing;

/// <summary>How far an order is.</summary>
/// <param name="Published">Tasks the broker has.</param>
/// <param name="Failed">Tasks it did not take.</param>
/// <param name="Total">How many were ordered; null for a stream without end.</param>
public sealed record PublishProgress(long Published, long Failed, int? Total);
