namespace PubSubLab.Transports.PubSub;

/// <summary>What keeps a subscription from working for the lab.</summary>
/// <param name="Said">What is the case, as a sentence.</param>
/// <param name="WayOut">What the person can do.</param>
public sealed record Obstacle(string Said, string WayOut)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Said} {WayOut}";
}
