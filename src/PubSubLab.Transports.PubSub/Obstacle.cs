namespace PubSubLab.Transports.PubSub;

/// <summary>A reason why a subscription does not work for the lab.</summary>
/// <param name="Said">The fact, as a sentence.</param>
/// <param name="WayOut">The way out.</param>
public sealed record Obstacle(string Said, string WayOut)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Said} {WayOut}";
}
