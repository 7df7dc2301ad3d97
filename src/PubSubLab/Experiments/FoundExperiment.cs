using PubSubLab.Lab.Experiments;

namespace PubSubLab.Experiments;

/// <summary>An experiment that was asked for.</summary>
/// <param name="Label">The name, or the file, as it was asked for.</param>
/// <param name="Experiment">The experiment; null where there is none, or its file is wrong.</param>
/// <param name="Problem">The reason for that.</param>
internal sealed record FoundExperiment(string Label, IExperiment? Experiment, string? Problem);
