using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Ports;

/// <summary>Tries a message transform on messages without setting it.</summary>
public interface ITransformTrial
{
    /// <summary>Puts each message through the transform.</summary>
    Task<TransformTrial> TryAsync(TransformSpec transform, IReadOnlyList<TriedMessage> messages, CancellationToken cancellation);
}

/// <summary>A message to try.</summary>
/// <param name="Data">Its data.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="OrderingKey">Its ordering key; empty for none.</param>
public sealed record TriedMessage(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Attributes, string OrderingKey);

/// <summary>The result of a trial.</summary>
/// <param name="Error">The reason why the transform cannot be set; null where it can.</param>
/// <param name="Outcomes">An outcome for each message; none where the transform cannot be set.</param>
public sealed record TransformTrial(string? Error, IReadOnlyList<TriedOutcome> Outcomes);

/// <summary>The outcome for one message.</summary>
/// <param name="Message">The transformed message; null where it was filtered out or the function failed.</param>
/// <param name="Failure">The function's failure; null for none.</param>
public sealed record TriedOutcome(TriedMessage? Message, string? Failure);
