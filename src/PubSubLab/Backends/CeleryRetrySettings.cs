using System.Globalization;
using PubSubLab.Configuration;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Backends;

/// <summary>The settings of retries, named after those of Celery's tasks.</summary>
internal static class CeleryRetrySettings
{
    private const string RetriesKey = "CELERY_MAX_RETRIES";
    private const string DelayKey = "CELERY_RETRY_DELAY";
    private const string MaximumKey = "CELERY_RETRY_BACKOFF_MAX";
    private const string JitterKey = "CELERY_RETRY_JITTER";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Keys { get; } = [RetriesKey, DelayKey, MaximumKey, JitterKey];

    /// <summary>Reads them.</summary>
    public static RetryRule Read(SettingValues values)
    {
        var retries = values.Checked(RetriesKey, static t => IsCount(t), "a whole number from 0 to 10000");
        var delay = values.Seconds(DelayKey) ?? TimeSpan.Zero;
        var maximum = values.Seconds(MaximumKey) ?? RetryRule.LongestBackoff;
        if (maximum < delay)
        {
            values.Refuse($"{MaximumKey} is {maximum.TotalSeconds:0.###}, less than {DelayKey}, {delay.TotalSeconds:0.###}. Set it to at least that, in seconds.");
        }

        return new RetryRule
        {
            Attempts = retries is null ? null : int.Parse(retries, CultureInfo.InvariantCulture) + 1,
            Minimum = delay,
            Maximum = maximum,
            Jitter = values.Checked(JitterKey, static t => t is "true" or "false", "true or false") == "true" ? 1 : 0,
        };
    }

    private static bool IsCount(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 10_000;
}
