namespace PubSubLab.Emulator.Services;

// Faults of messages.
internal sealed partial class Broker
{
    public EmulatorMessageFaults MessageFaults { get; } = new();
}
