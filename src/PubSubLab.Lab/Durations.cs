namespace PubSubLab.Lab;

/// <summary>Durations as a person reads them, in one unit.</summary>
public static class Durations
{
    /// <summary>Four microseconds, 3.2 ms, 5 s, 2 min 5 s: never more digits than can be trusted.</summary>
    public static string Format(TimeSpan value) => value switch
    {
        { Ticks: < 0 } => "-" + Format(-value),
        { TotalMicroseconds: < 0.5 } => "0 s",
        { TotalMilliseconds: < 0.1 } => $"{value.TotalMicroseconds:0} µs",
        { TotalMilliseconds: < 10 } => $"{value.TotalMilliseconds:0.#} ms",
        { TotalMilliseconds: < 999.5 } => $"{value.TotalMilliseconds:0} ms",
        { TotalSeconds: < 59.95 } => $"{value.TotalSeconds:0.#} s",
        { Milliseconds: not 0, TotalMinutes: < 60 } => Format(TimeSpan.FromSeconds(Math.Round(value.TotalSeconds))),
        { TotalMinutes: < 60 } => value.Seconds == 0 ? $"{(int)value.TotalMinutes} min" : $"{(int)value.TotalMinutes} min {value.Seconds} s",
        _ => $"{(int)value.TotalHours} h {value.Minutes} min",
    };

    /// <summary>An age in its largest unit, rounded down: 5 s, 2 min, 3 h, 4 d.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalMinutes: < 1 } => $"{age.Seconds} s",
        { TotalHours: < 1 } => $"{age.Minutes} min",
        { TotalDays: < 1 } => $"{age.Hours} h",
        _ => $"{age.Days} d",
    };

    /// <summary>An age as <c>now</c> or <c>5 s ago</c>.</summary>
    public static string Ago(TimeSpan age) => age < TimeSpan.FromSeconds(1) ? "now" : $"{Age(age)} ago";

    /// <summary>Reads <c>200ms</c>, <c>3s</c>, <c>1.5m</c>, <c>2h</c>; a number alone is seconds.</summary>
    /// <returns>False where the text is none of these, or negative, or longer than 24 days.</returns>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        var number = text.Trim().TrimEnd('s', 'm', 'h', ' ');
        var unit = text.Trim()[number.Length..].Trim();
        double? factor = unit switch { "ms" => 1, "s" or "" => 1_000, "m" => 60_000, "h" => 3_600_000, _ => null };
        if (factor is null
            || !double.TryParse(number, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var n)
            || !(n * factor.Value <= int.MaxValue))
        {
            return false;
        }

        value = TimeSpan.FromMilliseconds(n * factor.Value);
        return true;
    }
}
