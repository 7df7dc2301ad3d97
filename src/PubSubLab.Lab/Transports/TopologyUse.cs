namespace PubSubLab.Lab.Transports;

/// <summary>The purpose of a topology.</summary>
public enum TopologyUse
{
    /// <summary>Publishing to its topics, and consuming from its subscriptions.</summary>
    Both,

    /// <summary>Publishing only.</summary>
    Publish,

    /// <summary>Consuming only.</summary>
    Consume,
}
