using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.PubSub;

/// <summary>One publisher a topic, made at the first message and shut down with the pool.</summary>
internal sealed class PublisherPool(Connector connector, TimeProvider time, bool isEmulator) : IAsyncDisposable
{
    /// <summary>Time limit of a publish with retries: 30 s.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two attempts on an emulator, so that it is used as soon as it is back.</summary>
    private static readonly TimeSpan s_emulatorPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TopicPublisher> _publishers = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>The publisher of a topic.</summary>
    public TopicPublisher Of(string topic)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_publishers.TryGetValue(topic, out var publisher) || publisher.Client.IsFaulted)
            {
                // Shared by everybody who publishes there, so no caller's cancellation ends it.
                _publishers[topic] = publisher = new TopicPublisher(CreateAsync(topic), new SendingOrder());
            }

            return publisher;
        }
    }

    /// <summary>Lets go of a topic's publisher, if there is one.</summary>
    public async Task RemoveAsync(string topic)
    {
        TopicPublisher? publisher;
        lock (_gate)
        {
            _publishers.Remove(topic, out publisher);
        }

        await DisposeAsync(publisher);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        TopicPublisher[] publishers;
        lock (_gate)
        {
            _disposed = true;
            publishers = [.. _publishers.Values];
            _publishers.Clear();
        }

        await Task.WhenAll(publishers.Select(DisposeAsync));
    }

    private static async Task DisposeAsync(TopicPublisher? publisher)
    {
        if (publisher is { Client: { IsFaulted: false } client })
        {
            await (await client).DisposeAsync();
        }
    }

    private async Task<PublisherClient> CreateAsync(string topic)
    {
        var api = PublisherServiceApiSettings.GetDefault();

        // The default five attempts are over after a few seconds, long before a broker that is restarted is back.
        var retry = api.PublishSettings.Retry;
        api.PublishSettings = api.PublishSettings.WithTimeout(s_patience).WithRetry(RetrySettings.FromExponentialBackoff(
            int.MaxValue, retry.InitialBackoff, isEmulator ? s_emulatorPause : retry.MaxBackoff, retry.BackoffMultiplier, retry.RetryFilter));
        var settings = new PublisherClient.Settings { EnableMessageOrdering = true, Scheduler = new LabTime(time) };
        return await connector.PublisherAsync(topic, settings, api, CancellationToken.None);
    }

    /// <summary>State of a topic.</summary>
    /// <param name="Client">Its client, once it is made.</param>
    /// <param name="Order">Starts its messages in the order of the calls.</param>
    public sealed record TopicPublisher(Task<PublisherClient> Client, SendingOrder Order);
}
