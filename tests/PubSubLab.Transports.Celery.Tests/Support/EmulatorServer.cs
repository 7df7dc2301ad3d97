using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator;

namespace PubSubLab.Transports.Celery.Tests.Support;

/// <summary>The lab's emulator, as Celery's broker.</summary>
internal sealed class EmulatorServer : IAsyncDisposable
{
    public const string Project = "pubsublab";

    private readonly PubSubEmulator _emulator;

    private EmulatorServer(PubSubEmulator emulator) => _emulator = emulator;

    public string Endpoint => _emulator.Endpoint;

    public PubSubEmulator Emulator => _emulator;

    public static async Task<EmulatorServer> StartAsync() => new(await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { Port = 0 }));

    /// <summary>The messages that wait in a queue, or that a worker has; null where there is no such queue.</summary>
    public (long Waiting, long Outstanding)? Count(string queue) =>
        EmulatorInspection.Of(_emulator).Backlog(NameOf(queue)) is { } backlog ? (backlog.Waiting, backlog.Outstanding) : null;

    /// <summary>A client of Google's API for topics.</summary>
    public Task<PublisherServiceApiClient> TopicsAsync() =>
        new PublisherServiceApiClientBuilder { Endpoint = Endpoint, ChannelCredentials = Grpc.Core.ChannelCredentials.Insecure }.BuildAsync(TestContext.Current.CancellationToken);

    /// <summary>A client of Google's API for subscriptions.</summary>
    public Task<SubscriberServiceApiClient> SubscriptionsAsync() =>
        new SubscriberServiceApiClientBuilder { Endpoint = Endpoint, ChannelCredentials = Grpc.Core.ChannelCredentials.Insecure }.BuildAsync(TestContext.Current.CancellationToken);

    /// <summary>The full name of a queue's subscription.</summary>
    public static string NameOf(string queue) => $"projects/{Project}/subscriptions/kombu-{queue}";

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();
}
