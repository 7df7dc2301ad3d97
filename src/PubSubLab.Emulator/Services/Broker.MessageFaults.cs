namespace PubSubLab.Emulator.Services;

// What goes wrong with messages on purpose.
internal sealed partial class Broker
{
    public EmulatorMessageFaults MessageFaults { get; } = new();
}
