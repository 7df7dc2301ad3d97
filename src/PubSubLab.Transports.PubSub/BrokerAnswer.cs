namespace PubSubLab.Transports.PubSub;

/// <summary>What a broker says when it is asked for the lab's topic and subscription.</summary>
/// <param name="Unreachable">Why it gave no answer; null where it answered.</param>
/// <param name="Missing">What it does not have, as a sentence; null where it has both.</param>
/// <param name="IsEmpty">Whether it has neither, as a broker that was started again.</param>
internal sealed record BrokerAnswer(string? Unreachable, string? Missing = null, bool IsEmpty = true);
