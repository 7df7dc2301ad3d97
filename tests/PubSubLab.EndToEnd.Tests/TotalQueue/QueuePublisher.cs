using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;

namespace PubSubLab.TotalQueue;

/// <summary>Publishes numbers through a connection that is reset, until each is confirmed.</summary>
internal sealed class QueuePublisher : IAsyncDisposable
{
    private readonly Ledger _ledger;
    private readonly CuttingProxy _proxy;
    private readonly PublisherClient _client;
    private int _next;

    public QueuePublisher(string endpoint, TopicName topic, Ledger ledger, QueueKind kind)
    {
        _ledger = ledger;
        _proxy = new CuttingProxy(endpoint);
        _client = new PublisherClientBuilder
        {
            TopicName = topic, Endpoint = _proxy.Endpoint, ChannelCredentials = ChannelCredentials.Insecure, ClientCount = 1,
            Settings = new PublisherClient.Settings { EnableMessageOrdering = kind == QueueKind.Ordered },
        }.Build();
    }

    public void Reset() => _proxy.Cut();

    /// <summary>Publishes the next so many; those of a key wait for each other.</summary>
    public async Task PublishAsync(int count, CancellationToken cancellation)
    {
        var indexes = Enumerable.Range(_next, count).ToList();
        _next += count;
        foreach (var index in indexes)
        {
            _ledger.Attempts(index);
        }

        await Task.WhenAll(indexes.GroupBy(i => i % Ledger.Keys).Select(async lane =>
        {
            foreach (var index in lane)
            {
                await PublishOneAsync(index, cancellation);
            }
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _client.ShutdownAsync(CancellationToken.None);
        await _proxy.DisposeAsync();
    }

    private async Task PublishOneAsync(int index, CancellationToken cancellation)
    {
        var key = _ledger.KeyOf(index);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await _client.PublishAsync(new PubsubMessage { Data = ByteString.CopyFromUtf8($"{index}"), OrderingKey = key });
                _ledger.Published(index);
                return;
            }
            catch (RpcException)
            {
                // Nobody knows whether it arrived: it goes again, and may come twice.
                if (key.Length > 0)
                {
                    _client.ResumePublish(key);
                }
            }
        }
    }
}
