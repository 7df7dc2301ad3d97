namespace PubSubLab.Lab.Experiments.Files;

/// <summary>An expected value: <c>20</c>, <c>&gt;= 20</c>, <c>&lt;= 3</c>, <c>10..20</c>, in numbers or in times.</summary>
/// <param name="Least">The lowest value that holds.</param>
/// <param name="Most">The highest value that holds.</param>
/// <param name="Text">The range in words.</param>
internal readonly record struct CountRange(long Least, long Most, string Text)
{
    public bool Holds(long value) => value >= Least && value <= Most;

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unit">The unit of its values.</param>
    /// <param name="problem">The mistake in it; null for none.</param>
    public static CountRange Parse(string text, MeasureUnit unit, out string? problem)
    {
        problem = null;
        var trimmed = text.Trim();
        if (trimmed.StartsWith(">=", StringComparison.Ordinal) && unit.Parse(trimmed[2..]) is { } least)
        {
            return new CountRange(least, long.MaxValue, $"at least {unit.Show(least)}");
        }

        if (trimmed.StartsWith("<=", StringComparison.Ordinal) && unit.Parse(trimmed[2..]) is { } most)
        {
            return new CountRange(0, most, $"at most {unit.Show(most)}");
        }

        var dots = trimmed.IndexOf("..", StringComparison.Ordinal);
        if (dots > 0 && unit.Parse(trimmed[..dots]) is { } from && unit.Parse(trimmed[(dots + 2)..]) is { } to)
        {
            problem = from > to ? $"'{trimmed}' holds for nothing, because its end is before its beginning; write {trimmed[(dots + 2)..].Trim()}..{trimmed[..dots].Trim()}." : null;
            return new CountRange(from, to, $"{unit.Show(from)} to {unit.Show(to)}");
        }

        if (unit.Parse(trimmed) is { } exact)
        {
            return new CountRange(exact, exact, unit.Show(exact));
        }

        problem = $"'{text}' is not {unit.Name}; write {unit.Examples}.";
        return default;
    }
}
