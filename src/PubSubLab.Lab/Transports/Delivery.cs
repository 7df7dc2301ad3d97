using PubSubLab.Lab.Handlers;

namespace PubSubLab.Lab.Transports;

/// <summary>One delivery of a message.</summary>
/// <param name="MessageId">The broker's id; the same for every delivery of the message.</param>
/// <param name="Task">What was published.</param>
/// <param name="Attempt">The broker's own count of attempts, 1 for the first; 0 where it keeps none.</param>
/// <param name="PublishTime">When the broker took the message; null where it does not say.</param>
public sealed record Delivery(string MessageId, LabTask Task, int Attempt, DateTimeOffset? PublishTime);
