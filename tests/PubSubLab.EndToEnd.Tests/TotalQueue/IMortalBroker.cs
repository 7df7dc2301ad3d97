namespace PubSubLab.TotalQueue;

/// <summary>A broker in a process of its own, which is killed and started again on the same port and data directory.</summary>
internal interface IMortalBroker
{
    /// <summary>Where it listens, in every life.</summary>
    string Endpoint { get; }

    /// <summary>Kills the process.</summary>
    Task KillAsync();

    /// <summary>Texts of the messages that it still has.</summary>
    Task<IReadOnlyList<string>> BacklogAsync();

    /// <summary>Starts it and waits until it listens.</summary>
    Task StartAsync();
}
