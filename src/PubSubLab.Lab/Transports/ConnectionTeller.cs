using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Transports;

/// <summary>Gets what changed about the connection to the broker, for the journal.</summary>
/// <param name="kind">What changed.</param>
/// <param name="worker">The worker whose stream it is; null for the broker itself.</param>
/// <param name="data">Why; null where the kind says it all.</param>
public delegate void ConnectionTeller(LabEventKind kind, string? worker, EventData? data = null);
