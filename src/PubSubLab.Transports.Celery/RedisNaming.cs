using System.Globalization;
using System.Text.RegularExpressions;

namespace PubSubLab.Transports.Celery;

/// <summary>
/// Kombu's transport options that change the names of keys on Redis. Both sides must have the same: a worker that looks at other keys than the
/// producer fills gets nothing, and nobody says so.
/// </summary>
public sealed partial record RedisNaming
{
    /// <summary>The rule for <see cref="PrioritySteps"/>, for an error message.</summary>
    public const string StepsRule = "whole numbers from 0 to 9, ascending, beginning with 0, for example 0,3,6,9";

    /// <summary>The rule for <see cref="Separator"/>, for an error message.</summary>
    public const string SeparatorRule = @"one or more characters, with \xHH for one that cannot be typed, for example : or \x06\x16";

    /// <summary>The steps of priorities (<c>priority_steps</c>), 0 first; null, the default, for 0, 3, 6 and 9.</summary>
    public IReadOnlyList<int>? PrioritySteps { get; init; }

    /// <summary>Stands between a queue's name and its step, and between the parts of a binding (<c>sep</c>); null, the default, for Kombu's \x06\x16.</summary>
    public string? Separator { get; init; }

    /// <summary>Begins every key and channel (<c>global_keyprefix</c>); null, the default, for none.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>Begins the channels of a fanout exchange (<c>fanout_prefix</c>), with <c>{db}</c> for the database; null, the default, for <c>/{db}.</c>.</summary>
    public string? FanoutPrefix { get; init; }

    /// <summary>These options; those that are not set are another's.</summary>
    public RedisNaming Over(RedisNaming other) => new()
    {
        PrioritySteps = PrioritySteps ?? other.PrioritySteps,
        Separator = Separator ?? other.Separator,
        KeyPrefix = KeyPrefix ?? other.KeyPrefix,
        FanoutPrefix = FanoutPrefix ?? other.FanoutPrefix,
    };

    /// <summary>Reads steps, with or without Python's brackets; null where they are against <see cref="StepsRule"/>.</summary>
    public static IReadOnlyList<int>? ReadSteps(string text)
    {
        var steps = new List<int>();
        foreach (var part in text.Trim('[', ']', '(', ')').Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step > 9 || (steps.Count == 0 ? step != 0 : step <= steps[^1]))
            {
                return null;
            }

            steps.Add(step);
        }

        return steps;
    }

    /// <summary>Reads a separator; null where it is against <see cref="SeparatorRule"/>.</summary>
    public static string? ReadSeparator(string text)
    {
        var read = Escape().Replace(text, static m => $"{(char)int.Parse(m.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)}");
        return read.Length == 0 || read.Contains('\\', StringComparison.Ordinal) ? null : read;
    }

    /// <summary>Reads a fanout prefix: <c>true</c> is Kombu's default, <c>false</c> none.</summary>
    public static string ReadFanoutPrefix(string text) => text switch { "true" or "True" => "/{db}.", "false" or "False" => "", _ => text };

    [GeneratedRegex(@"\\x(?<hex>[0-9A-Fa-f]{2})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
