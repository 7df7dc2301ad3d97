namespace PubSubLab.Emulator;

/// <summary>Which of the waiting consumers of a subscription gets a message. The service does not document its choice.</summary>
public enum DispatchOrder
{
    /// <summary>In turn; a message that comes back goes on to the next consumer after the one that had it.</summary>
    RoundRobin,

    /// <summary>Drawn at random, from <see cref="PubSubEmulatorOptions.Seed"/>.</summary>
    Random,
}
