namespace PubSubLab.Transports.PubSub;

/// <summary>A topic or subscription that carries the lab's label.</summary>
/// <param name="IsTopic">True for a topic, false for a subscription.</param>
/// <param name="Name">Its id.</param>
public sealed record MadeByLab(bool IsTopic, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(IsTopic ? "topic" : "subscription")} {Name}";
}
