
using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Topics;

/// <summary>A message on its way to a dead-letter topic; its subscription keeps it until it has arrived.</summary>
internal sealed record DeadLetter(DeliverySlot Delivery, uint Serial, StoredMessage Message, int Attempts, DeadLetterRule Rule);
