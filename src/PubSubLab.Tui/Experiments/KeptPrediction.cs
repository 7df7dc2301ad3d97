namespace PubSubLab.Tui.Experiments;

/// <summary>The remembered outcome of one question of the course.</summary>
/// <param name="Said">The chosen answer; null where it was skipped.</param>
/// <param name="WasRight">Whether the run confirmed it; null where it was skipped.</param>
internal sealed record KeptPrediction(string? Said = null, bool? WasRight = null);
