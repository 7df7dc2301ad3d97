namespace PubSubLab.Emulator;

/// <summary>From an emulator to its message faults.</summary>
public static class EmulatorMessageFaultsExtensions
{
    extension(EmulatorMessageFaults)
    {
        /// <summary>The faults of a running emulator.</summary>
        public static EmulatorMessageFaults Of(PubSubEmulator emulator)
        {
            ArgumentNullException.ThrowIfNull(emulator);
            return emulator.Broker.MessageFaults;
        }
    }
}
