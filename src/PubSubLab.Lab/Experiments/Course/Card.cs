namespace PubSubLab.Lab.Experiments;

/// <summary>A run's answer as it can be read across a room.</summary>
/// <param name="Answer">The answer in at most twelve words.</param>
/// <param name="Figure">The one figure that carries it, with its unit.</param>
/// <param name="Picture">A comparison, computed from the result.</param>
public sealed record Card(string Answer, string Figure, IReadOnlyList<CardBar> Picture)
{
    /// <summary>The most words of an answer or a caption.</summary>
    public const int MostWords = 12;
}
