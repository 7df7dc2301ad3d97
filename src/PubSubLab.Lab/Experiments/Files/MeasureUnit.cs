using System.Globalization;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>The unit of a measure's values: a number of something, or a time.</summary>
/// <param name="Name">The unit in a sentence.</param>
/// <param name="Examples">Ranges in this unit.</param>
/// <param name="Symbol">The unit of a figure; empty for a plain number.</param>
internal sealed record MeasureUnit(string Name, string Examples, string Symbol)
{
    /// <summary>Numbers.</summary>
    public static MeasureUnit Count { get; } = new("a count", "20, >= 20, <= 3 or 10..20", "")
    {
        Parse = static text => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
        Show = static value => $"{value:N0}",
        Figure = static value => value,
    };

    /// <summary>Times, in ticks.</summary>
    public static MeasureUnit Time { get; } = new("a time with a unit", "2s, >= 10s, <= 200ms or 1s..3s", "s")
    {
        Parse = static text => PlanNode.ReadTime(text)?.Ticks,
        Show = static value => Durations.Format(TimeSpan.FromTicks(value)),
        Figure = static value => TimeSpan.FromTicks(value).TotalSeconds,
    };

    /// <summary>Reads a value; null where the text is none.</summary>
    public required Func<string, long?> Parse { get; init; }

    /// <summary>The value for a person.</summary>
    public required Func<long, string> Show { get; init; }

    /// <summary>The value as a figure.</summary>
    public required Func<long, double> Figure { get; init; }
}
