using System.Globalization;

namespace PubSubLab.Lab.Experiments.Files;

/// <summary>An expected count: <c>20</c>, <c>&gt;= 20</c>, <c>&lt;= 3</c>, <c>10..20</c>.</summary>
internal readonly record struct CountRange(long Least, long Most, string Text)
{
    public bool Holds(long value) => value >= Least && value <= Most;

    /// <summary>Reads one.</summary>
    /// <returns>Null where the text is none.</returns>
    public static CountRange? Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith(">=", StringComparison.Ordinal) && Number(trimmed[2..]) is { } least)
        {
            return new CountRange(least, long.MaxValue, $"at least {least:N0}");
        }

        if (trimmed.StartsWith("<=", StringComparison.Ordinal) && Number(trimmed[2..]) is { } most)
        {
            return new CountRange(0, most, $"at most {most:N0}");
        }

        var dots = trimmed.IndexOf("..", StringComparison.Ordinal);
        if (dots > 0 && Number(trimmed[..dots]) is { } from && Number(trimmed[(dots + 2)..]) is { } to && from <= to)
        {
            return new CountRange(from, to, $"{from:N0} to {to:N0}");
        }

        return Number(trimmed) is { } exact ? new CountRange(exact, exact, $"{exact:N0}") : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
