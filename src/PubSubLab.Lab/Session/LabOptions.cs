namespace PubSubLab.Lab;

/// <summary>Where the lab publishes to and listens on, by short id.</summary>
public sealed record LabOptions
{
    /// <summary>The topic. Default: <c>lab-tasks</c>.</summary>
    public string Topic { get; init; } = "lab-tasks";

    /// <summary>The subscription. Default: <c>lab-tasks-sub</c>.</summary>
    public string Subscription { get; init; } = "lab-tasks-sub";
}
