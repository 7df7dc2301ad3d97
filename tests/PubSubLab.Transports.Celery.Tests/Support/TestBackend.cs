using PubSubLab.Lab.Ports;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Redis;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>A broker to test on, and where results are.</summary>
internal sealed record TestBackend(string Name, string Url, string ResultUrl)
{
    /// <summary>Python's transport options, as JSON. Default: none of its own.</summary>
    public string TransportOptions { get; init; } = "{}";

    public ITransport Open(CeleryOptions? options = null)
    {
        var complete = (options ?? new CeleryOptions()) with { ResultUrl = options?.ResultUrl ?? (ResultUrl.Length > 0 ? ResultUrl : null) };
        return Name switch
        {
            "redis" => new RedisCeleryTransport(Url, complete),
            "gcpubsub" => OpenPubSub(complete),
            _ => new RabbitMqCeleryTransport(Url, complete),
        };
    }

    /// <summary>Whether Celery's tools see the workers on Pub/Sub.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Looks into Pub/Sub's subscriptions; null for not at all.</summary>
    public IBacklogInspection? Inspection { get; init; }

    /// <summary>The shortest ack deadline of the broker's workers that a test can ask for.</summary>
    public TimeSpan ShortestDeadline => Name == "gcpubsub" ? TimeSpan.FromSeconds(10) : TimeSpan.Zero;

    private GcPubSubCeleryTransport OpenPubSub(CeleryOptions complete)
    {
        var options = new PubSubTransportOptions { ProjectId = EmulatorServer.Project, EmulatorHost = Url, Description = $"emulator {Url}", HonoursFilters = true };
        return new GcPubSubCeleryTransport(new PubSubTransport(options), complete, new TopologyAdministration(options).ReadAsync) { IsSeen = IsSeen, Inspection = Inspection };
    }
}
