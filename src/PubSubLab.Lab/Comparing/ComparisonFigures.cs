namespace PubSubLab.Lab.Comparing;

/// <summary>The figures that all lanes of a comparison share.</summary>
public sealed record ComparisonFigures
{
    /// <summary>Users that messages are for. Default: 20.</summary>
    public int Users { get; init; } = 20;

    /// <summary>Workers of each lane. Default: 10.</summary>
    public int Workers { get; init; } = 10;

    /// <summary>Messages a second, the same in each lane. Default: 50.</summary>
    public int Rate { get; init; } = 50;

    /// <summary>Messages for each lane. Default: 1,000.</summary>
    public int Messages { get; init; } = 1_000;
}
