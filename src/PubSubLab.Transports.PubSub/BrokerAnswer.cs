namespace PubSubLab.Transports.PubSub;

/// <summary>A broker's answer about the lab's topic and subscription.</summary>
/// <param name="Unreachable">Why it gave no answer; null where it answered.</param>
/// <param name="Missing">A sentence about missing resources; null if both exist.</param>
/// <param name="IsEmpty">Whether it has neither, as a broker that was started again.</param>
internal sealed record BrokerAnswer(string? Unreachable, string? Missing = null, bool IsEmpty = true);
