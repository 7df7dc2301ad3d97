namespace PubSubLab.Lab.Transports;

/// <summary>A message transform: a JavaScript function.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Code">The code with the function.</param>
public sealed record TransformSpec(string Function, string Code)
{
    /// <summary>Whether it is switched off.</summary>
    public bool Disabled { get; init; }
}
