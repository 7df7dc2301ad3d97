namespace PubSubLab.Lab.Experiments;

/// <summary>A change to a run that shows something more.</summary>
/// <param name="Label">The change in a few words.</param>
/// <param name="Settings">The whole run's parameters with the change.</param>
public sealed record Variation(string Label, RunSettings Settings);
