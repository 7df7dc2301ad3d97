using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Redis;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A broker to test on, and where results are.</summary>
internal sealed record TestBackend(string Name, string Url, string ResultUrl)
{
    public ITransport Open(CeleryOptions? options = null)
    {
        var complete = (options ?? new CeleryOptions()) with { ResultUrl = options?.ResultUrl ?? (ResultUrl.Length > 0 ? ResultUrl : null) };
        return Name == "redis" ? new RedisCeleryTransport(Url, complete) : new RabbitMqCeleryTransport(Url, complete);
    }
}
