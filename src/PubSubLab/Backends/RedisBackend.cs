using PubSubLab.Configuration;
using PubSubLab.Lab.Journal;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.Redis;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on Redis, at <c>REDIS_URL</c>.</summary>
internal sealed class RedisBackend(SettingValues values, LabSettings settings) : CeleryServerBackend(values, settings)
{
    private const string VisibilityKey = "CELERY_VISIBILITY_TIMEOUT";
    private const string StepsKey = "CELERY_PRIORITY_STEPS";
    private const string SeparatorKey = "CELERY_SEP";
    private const string PrefixKey = "CELERY_GLOBAL_KEYPREFIX";
    private const string FanoutKey = "CELERY_FANOUT_PREFIX";

    /// <summary>The visibility timeout. Default: null, for the address's or the worker's ack deadline.</summary>
    public TimeSpan? VisibilityTimeout { get; } = ReadVisibility(values);

    /// <summary>Names of keys. Default: the address's, or Kombu's.</summary>
    public RedisNaming Naming { get; } = ReadNaming(values);

    /// <inheritdoc/>
    public override string Name => "redis";

    /// <inheritdoc/>
    public override int Position => 5;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [.. base.Keys, VisibilityKey, StepsKey, SeparatorKey, PrefixKey, FanoutKey];

    /// <inheritdoc/>
    public override string? Url { get; } = values.Text(RedisKey);

    /// <inheritdoc/>
    protected override string UrlKey => RedisKey;

    /// <inheritdoc/>
    protected override string Broker => "Redis";

    /// <inheritdoc/>
    protected override string Example => "redis://127.0.0.1:6379/0";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string> PythonOptions => new Dictionary<string, string>
    {
        ["TRANSPORT_OPTIONS"] = RedisCeleryTransport.PythonOptions(Url!, OptionsOf(new LabJournal()) with { VisibilityTimeout = VisibilityTimeout, Naming = Naming }, UrlKey),
    };

    /// <inheritdoc/>
    protected override ICeleryTransport Make(CeleryOptions options) =>
        new RedisCeleryTransport(Url!, options with { VisibilityTimeout = VisibilityTimeout, Naming = Naming }, UrlKey);

    private static TimeSpan? ReadVisibility(SettingValues values)
    {
        var timeout = values.Seconds(VisibilityKey);
        if (timeout == TimeSpan.Zero)
        {
            values.Refuse($"{VisibilityKey} is 0, so every task would be given to another worker at once. Set it to more than the longest handler takes, in seconds.");
        }

        return timeout;
    }

    private static RedisNaming ReadNaming(SettingValues values) => new()
    {
        PrioritySteps = values.Checked(StepsKey, static t => RedisNaming.ReadSteps(t) is not null, RedisNaming.StepsRule) is { } steps ? RedisNaming.ReadSteps(steps) : null,
        Separator = values.Checked(SeparatorKey, static t => RedisNaming.ReadSeparator(t) is not null, RedisNaming.SeparatorRule) is { } separator
            ? RedisNaming.ReadSeparator(separator)
            : null,
        KeyPrefix = values.Text(PrefixKey),
        FanoutPrefix = values.Text(FanoutKey) is { } fanout ? RedisNaming.ReadFanoutPrefix(fanout) : null,
    };
}
