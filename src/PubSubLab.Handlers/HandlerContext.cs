namespace PubSubLab.Handlers;

/// <summary>Facts about a delivery for its handler, and the clock to use.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="MessageId">The broker's id of the message; the same for every delivery of it.</param>
/// <param name="Attempt">1 for the first delivery. The broker's own count where it keeps one, else what this worker pool has seen.</param>
/// <param name="Time">The lab's clock. Waiting goes through it, so that virtual time works.</param>
public sealed record HandlerContext(string Worker, string MessageId, int Attempt, TimeProvider Time);
