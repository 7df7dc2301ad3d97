namespace PubSubLab.Simulation.Checks;

/// <summary>A message that a topic has taken.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Topic">Short name of the topic.</param>
/// <param name="Uid">The publisher's name for it. A publish that is tried again has the same.</param>
/// <param name="Key">Its ordering key; empty for none.</param>
/// <param name="Color">Its attribute <c>color</c>.</param>
/// <param name="Source">Short name of the subscription that dead-lettered it; null for a publisher's.</param>
internal sealed record MessageModel(long Id, string Topic, string Uid, string Key, string Color, string? Source);
