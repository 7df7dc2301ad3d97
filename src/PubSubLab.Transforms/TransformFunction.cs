namespace PubSubLab.Transforms;

/// <summary>One JavaScript function of a row of transforms.</summary>
/// <param name="Name">The function's name in the code.</param>
/// <param name="Code">The code.</param>
internal sealed record TransformFunction(string Name, string Code);
