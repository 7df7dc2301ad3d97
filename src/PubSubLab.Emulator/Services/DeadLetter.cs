using PubSubLab.Emulator.Engine;

namespace PubSubLab.Emulator.Services;

/// <summary>A message on its way to a dead-letter topic; its subscription keeps it until it has arrived.</summary>
internal sealed record DeadLetter(Delivery Delivery, uint Serial, StoredMessage Message, int Attempts, DeadLetterRule Rule);
