namespace PubSubLab.Transforms;

/// <summary>The end of a message's way through the functions.</summary>
internal enum TransformKind : byte
{
    /// <summary>Every function returned a message.</summary>
    Transformed,

    /// <summary>A function returned null.</summary>
    Filtered,

    /// <summary>A function failed.</summary>
    Failed,
}
