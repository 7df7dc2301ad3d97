using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Topics;

/// <summary>A message that a subscription is not done with.</summary>
/// <param name="Message">The message, which may be on the disk only.</param>
/// <param name="Whole">The same in memory; null where it was not read.</param>
/// <param name="State">Its state.</param>
/// <param name="Failures">Number of nacks and passed deadlines.</param>
/// <param name="Age">Time since the publish.</param>
internal readonly record struct InspectedMessage(StoredMessage Message, StoredMessage? Whole, DeliveryState State, int Failures, TimeSpan Age);
