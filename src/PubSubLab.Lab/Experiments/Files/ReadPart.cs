namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A part of a plan with its place in the file.</summary>
/// <param name="At">The place.</param>
/// <param name="Read">The part.</param>
internal sealed record ReadPart<T>(PlanMap At, T Read);
