namespace PubSubLab.Lab.Experiments.Files;

/// <summary>A field of an experiment's file: one row of the reference, and one property of the schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind of its value.</param>
/// <param name="Meaning">A sentence.</param>
/// <param name="Example">An example of its value, in YAML.</param>
internal sealed record PlanField(string Name, FieldKind Kind, string Meaning, string Example)
{
    /// <summary>The value where it is left out, in words.</summary>
    public string Default { get; init; } = "none";

    /// <summary>The lowest number, or the shortest time in seconds.</summary>
    public double Least { get; init; }

    /// <summary>The highest number, or the longest time in seconds.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>The allowed texts; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The fields inside it, where it is a mapping or a list of mappings.</summary>
    public IReadOnlyList<PlanField> Inside { get; init; } = [];

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The allowed values in words.</summary>
    public string Range => this switch
    {
        { Choices.Count: > 0 } => string.Join(", ", Choices),
        { Kind: FieldKind.Number } => $"{Least:N0} to {Most:N0}",
        { Kind: FieldKind.Time } => double.IsPositiveInfinity(Most) ? $"{Durations.Format(TimeSpan.FromSeconds(Least))} or more" : $"{Durations.Format(TimeSpan.FromSeconds(Least))} to {Durations.Format(TimeSpan.FromSeconds(Most))}",
        { Kind: FieldKind.Flag } => "true, false",
        { Kind: FieldKind.Share } => "0 % to 100 %",
        { Kind: FieldKind.Count } => MeasureUnit.Count.Examples,
        { Kind: FieldKind.TimeRange } => MeasureUnit.Time.Examples,
        { Kind: FieldKind.Pairs } => "names and texts",
        { Kind: FieldKind.Map } => "fields",
        { Kind: FieldKind.List } => "a list",
        { Kind: FieldKind.Texts } => "a list of texts",
        _ => "any text",
    };
}

/// <summary>The kinds of values.</summary>
internal enum FieldKind
{
    Text,
    Name,
    Filter,
    Number,
    Time,
    Flag,
    Share,
    Pairs,
    Texts,
    Count,
    TimeRange,
    Map,
    List,
}
