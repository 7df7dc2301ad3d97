namespace PubSubLab.Lab.Experiments;

/// <summary>Something that a person changed in a run.</summary>
/// <param name="At">When, on the journal's clock.</param>
/// <param name="What">A description.</param>
public sealed record SteeringChange(TimeSpan At, string What);
