namespace PubSubLab.TotalQueue;

/// <summary>A broker in a process of its own, which is killed and started again on the same port and data directory.</summary>
internal interface IMortalBroker
{
    /// <summary>Where it listens, in every life.</summary>
    string Endpoint { get; }

    /// <summary>Whether the next lives end by a rule of the broker's own, where it has one.</summary>
    bool MayDie { get; set; }

    /// <summary>Waits until this life ends by that rule.</summary>
    /// <returns>False at once without a rule.</returns>
    Task<bool> DiesAsync();

    /// <summary>Kills the process.</summary>
    Task KillAsync();

    /// <summary>Waits until it has no message any more; fails after the patience.</summary>
    Task DrainedAsync(TimeSpan patience);

    /// <summary>Starts it and waits until it listens.</summary>
    Task StartAsync();
}
