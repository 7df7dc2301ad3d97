using Google.Apis.Auth.OAuth2;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>Which Pub/Sub service, as whom, and on whose clock.</summary>
public sealed record PubSubTransportOptions
{
    /// <summary>The Google Cloud project. On an emulator any id will do.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Host and port of an emulator; null for Google Cloud.</summary>
    public string? EmulatorHost { get; init; }

    /// <summary>Host and port of another Google Cloud endpoint, a regional one for instance; null for the service's own.</summary>
    public string? CloudEndpoint { get; init; }

    /// <summary>The account that publishes and creates topics on Google Cloud. Default: the application default credentials.</summary>
    public AccountCredential PublisherCredential { get; init; } = new("publisher", GoogleCredential.GetApplicationDefaultAsync);

    /// <summary>The account that consumes and creates subscriptions on Google Cloud. Default: the application default credentials.</summary>
    public AccountCredential SubscriberCredential { get; init; } = new("subscriber", GoogleCredential.GetApplicationDefaultAsync);

    /// <summary>Google's time, against this machine's.</summary>
    public ServerClock ServerClock { get; } = new(TimeProvider.System);

    /// <summary>The header's text, <c>embedded :8085</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Whether this backend is known to honour filters; null where it is found out by trying.</summary>
    public bool? HonoursFilters { get; init; }

    /// <summary>Whether the backend tells the journal itself what happens, for every program that uses it.</summary>
    public bool BrokerEvents { get; init; }

    /// <summary>
    /// What the names of workers are told to the broker with, so that the lab that embeds it knows its own workers from those of other
    /// processes; null to tell nothing, as on Google Cloud.
    /// </summary>
    public string? WorkerTag { get; init; }

    /// <summary>The lab's clock: leases are extended and reconnects wait by it. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets what changes about the connection. Default: nobody listens.</summary>
    public ConnectionTeller Tell { get; init; } = (_, _, _) => { };

    /// <summary>Whether an emulator in another process is asked every second if it is still there, so that its end is said without traffic.</summary>
    public bool WatchesEmulator { get; init; }

    /// <summary>The service's own endpoint.</summary>
    internal const string GlobalEndpoint = "pubsub.googleapis.com:443";

    internal bool IsCloud => EmulatorHost is null;
}
