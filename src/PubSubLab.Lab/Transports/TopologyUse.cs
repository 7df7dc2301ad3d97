namespace PubSubLab.Lab.Transports;

/// <summary>What a topology is for.</summary>
public enum TopologyUse
{
    /// <summary>Publishing to its topics, and consuming from its subscriptions.</summary>
    Both,

    /// <summary>Publishing only.</summary>
    Publish,

    /// <summary>Consuming only.</summary>
    Consume,
}
