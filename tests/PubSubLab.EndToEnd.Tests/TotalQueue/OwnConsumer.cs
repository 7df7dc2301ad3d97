using System.Globalization;
using Google.Cloud.PubSub.V1;
using Grpc.Core;

namespace PubSubLab.TotalQueue;

/// <summary>The .NET client. A kill takes its connections away for good, which is all that a broker sees of one.</summary>
internal sealed class OwnConsumer : SubscriptionHandler, IQueueConsumer
{
    private readonly string _name;
    private readonly Ledger _ledger;
    private readonly int _nackPercent;
    private readonly Random _random;
    private readonly CuttingProxy _proxy;
    private readonly SubscriberClient _client;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _indexes = new();
    private readonly Task _running;
    private volatile bool _dead;

    public OwnConsumer(string name, string endpoint, SubscriptionName subscription, Ledger ledger, int seed, int nackPercent)
    {
        (_name, _ledger, _random, _nackPercent) = (name, ledger, new Random(seed), nackPercent);
        _proxy = new CuttingProxy(endpoint);
        _client = new SubscriberClientBuilder
        {
            SubscriptionName = subscription, Endpoint = _proxy.Endpoint, ChannelCredentials = ChannelCredentials.Insecure, ClientCount = 1,
        }.Build();
        _running = _client.StartAsync(this);
    }

    public void Reset()
    {
        _ledger.Disturbed(_name);
        _proxy.Cut();
        _ledger.Disturbed(_name);
    }

    public async Task KillAsync()
    {
        _dead = true;
        await _proxy.DisposeAsync();
        await StopAsync();
        _ledger.Disturbed(_name);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_dead)
        {
            await StopAsync();
            await _proxy.DisposeAsync();
        }
    }

    public override Task<SubscriberClient.Reply> HandleMessage(PubsubMessage message, CancellationToken cancellationToken)
    {
        if (_dead)
        {
            return Task.FromResult(SubscriberClient.Reply.Nack);
        }

        var index = int.Parse(message.Data.ToStringUtf8(), CultureInfo.InvariantCulture);
        _ledger.Received(_name, index, message.MessageId, message.OrderingKey);
        bool nacks;
        lock (_random)
        {
            nacks = _random.Next(100) < _nackPercent;
        }

        if (nacks)
        {
            _ledger.Returned(index, message.MessageId);
            return Task.FromResult(SubscriberClient.Reply.Nack);
        }

        _indexes[message.MessageId] = index;
        _ledger.Acked(_name, index);
        return Task.FromResult(SubscriberClient.Reply.Ack);
    }

    public override void HandleAckResponses(IReadOnlyList<AckNackResponse> responses)
    {
        foreach (var response in responses)
        {
            if (response.Status == AcknowledgementStatus.Success && _indexes.TryRemove(response.MessageId, out var index))
            {
                _ledger.Confirmed(index, response.MessageId);
            }
        }
    }

    private async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _client.StopAsync(new SubscriberClient.ShutdownOptions(), now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
