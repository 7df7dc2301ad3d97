using PubSubLab.Configuration;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.Redis;

namespace PubSubLab.Backends;

/// <summary>Celery's task queue on Redis, at <c>REDIS_URL</c>.</summary>
internal sealed class RedisBackend(SettingValues values, LabSettings settings) : CeleryServerBackend(values, settings)
{
    /// <inheritdoc/>
    public override string Name => "redis";

    /// <inheritdoc/>
    public override int Position => 5;

    /// <inheritdoc/>
    public override string? Url { get; } = values.Text(RedisKey);

    /// <inheritdoc/>
    protected override string UrlKey => RedisKey;

    /// <inheritdoc/>
    protected override string Broker => "Redis";

    /// <inheritdoc/>
    protected override string Example => "redis://127.0.0.1:6379/0";

    /// <inheritdoc/>
    protected override ICeleryTransport Make(CeleryOptions options) => new RedisCeleryTransport(Url!, options, UrlKey);
}
