using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;

namespace PubSubLab.Transports.PubSub;

/// <summary>One publisher a topic, made at the first message and shut down with the pool.</summary>
internal sealed class PublisherPool(Connector connector, TimeProvider time, bool isEmulator) : IAsyncDisposable
{
    /// <summary>Time limit of a publish with retries: 30 s.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two attempts on an emulator, so that it is used as soon as it is back.</summary>
    private static readonly TimeSpan s_emulatorPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<PublisherClient>> _publishers = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>The publisher of a topic.</summary>
    public Task<PublisherClient> OfAsync(string topic)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_publishers.TryGetValue(topic, out var publisher) || publisher.IsFaulted)
            {
                // Shared by everybody who publishes there, so no caller's cancellation ends it.
                _publishers[topic] = publisher = CreateAsync(topic);
            }

            return publisher;
        }
    }

    /// <summary>Lets go of a topic's publisher, if there is one.</summary>
    public async Task RemoveAsync(string topic)
    {
        Task<PublisherClient>? publisher;
        lock (_gate)
        {
            _publishers.Remove(topic, out publisher);
        }

        await DisposeAsync(publisher);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<PublisherClient>[] publishers;
        lock (_gate)
        {
            _disposed = true;
            publishers = [.. _publishers.Values];
            _publishers.Clear();
        }

        await Task.WhenAll(publishers.Select(DisposeAsync));
    }

    private static async Task DisposeAsync(Task<PublisherClient>? publisher)
    {
        if (publisher is { IsFaulted: false })
        {
            await (await publisher).DisposeAsync();
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
}
