using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery;
using PubSubLab.Transports.Celery.GcPubSub;
using PubSubLab.Transports.Celery.RabbitMq;
using PubSubLab.Transports.Celery.Redis;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Benchmarks.Celery;

/// <summary>A broker that runs, as the lab and as Celery reach it.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Url">The address that Celery takes.</param>
/// <param name="Open">Opens the lab's transport.</param>
internal sealed record MeasuredBroker(string Name, string Url, Func<ITransport> Open)
{
    private const string Project = "bench";

    private static readonly CeleryOptions s_options = new() { VisibilityTimeout = CeleryOptions.CelerysVisibilityTimeout };

    /// <summary>Where Celery stores results; null for not at all.</summary>
    public string? ResultUrl { get; init; }

    /// <summary>More settings for Celery.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The number of tasks that Celery gets at once.</summary>
    public int PythonTasks { get; init; } = 2_000;

    /// <summary>Why Celery in Python does not run on it; null if it does.</summary>
    public string? NoPython => (Name == "gcpubsub" ? PythonSubject.IsThereOnPubSub : PythonSubject.IsThere)
        ? null
        : $"{Name}: {(Name == "gcpubsub" ? "Kombu's gcpubsub" : "Celery")} is not there for the system's Python, left out";

    /// <summary>Redis or RabbitMQ.</summary>
    public static MeasuredBroker Of(QueueServer server) => server.Name == "redis"
        ? new MeasuredBroker(server.Name, server.Url, () => new RedisCeleryTransport(server.Url, s_options)) { ResultUrl = server.Url }
        : new MeasuredBroker(server.Name, server.Url, () => new RabbitMqCeleryTransport(server.Url, s_options));

    /// <summary>Pub/Sub at an emulator.</summary>
    public static MeasuredBroker Of(string endpoint) => new("gcpubsub", $"gcpubsub://projects/{Project}", () => OnPubSub(endpoint))
    {
        Environment = new Dictionary<string, string> { ["PUBSUB_EMULATOR_HOST"] = endpoint },
        PythonTasks = 400,
    };

    private static GcPubSubCeleryTransport OnPubSub(string endpoint) => new(
        new PubSubTransport(new PubSubTransportOptions { ProjectId = Project, EmulatorHost = endpoint, Description = endpoint, HonoursFilters = true }), s_options);
}
