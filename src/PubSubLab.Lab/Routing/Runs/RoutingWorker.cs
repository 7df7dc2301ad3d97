using System.Collections.Concurrent;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Routing;

/// <summary>
/// A worker that users are connected to. It listens where the strategy says for the users it has, keeps what is for them, and nacks or
/// passes on the rest. It believes in a user until it notices that the user left.
/// </summary>
internal sealed class RoutingWorker(
    int number, RoutingPost post, RoutingLedger ledger, ITransport transport, Func<int, Task> passOn) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, bool> _users = [];
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, Ear> _ears = new(StringComparer.Ordinal);

    /// <summary>Streams that it holds.</summary>
    public int Streams => _ears.Count;

    /// <summary>Takes users in. When this completes, it listens for them.</summary>
    public async Task ConnectAsync(IEnumerable<int> users, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            foreach (var user in users)
            {
                if (_users.TryAdd(user, true))
                {
                    await ListenAsync(post.SubscriptionOf(user, number), cancellation);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Notices that a user is gone, and listens no longer where it was the last user.</summary>
    public async Task LeaveAsync(int user, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var name = post.SubscriptionOf(user, number);
            if (!_users.TryRemove(user, out _) || !_ears.TryGetValue(name, out var ear) || --ear.Users > 0 || post.Strategy.AsksMap)
            {
                // An instance's own subscription is listened on as long as the instance lives: messages are still on their way to it.
                return;
            }

            _ears.Remove(name);
            await ear.Stream.StopAsync(s_patience);
            await ear.Stream.DisposeAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_ears.Values.Select(e => e.Stream.DisposeAsync().AsTask()));
        _gate.Dispose();
    }

    private async Task ListenAsync(string subscription, CancellationToken cancellation)
    {
        if (_ears.TryGetValue(subscription, out var ear))
        {
            ear.Users++;
            return;
        }

        var options = new SubscribeOptions { Subscription = subscription, Worker = post.Crowd.Instances[number] };
        _ears.Add(subscription, new Ear(await transport.SubscribeAsync(options, (delivery, _) => OnDeliveryAsync(subscription, delivery), cancellation)));
    }

    private async Task<Verdict> OnDeliveryAsync(string subscription, Delivery delivery)
    {
        var (message, user) = post.Read(delivery.Task);
        if (message < 0 || user < 0)
        {
            return Verdict.Nack;
        }

        ledger.Delivery();
        if (_users.ContainsKey(user))
        {
            ledger.Keep(message, user, number, subscription == post.SubscriptionOf(user, number));
            return Verdict.Ack;
        }

        if (!post.Strategy.AsksMap)
        {
            ledger.GaveBack(message);
            return Verdict.Nack;
        }

        // First passed on, then acknowledged: a worker that dies in between makes a duplicate, not a loss.
        await passOn(message);
        return Verdict.Ack;
    }

    private sealed class Ear(ITransportSubscription stream)
    {
        public ITransportSubscription Stream => stream;

        public int Users { get; set; } = 1;
    }
}
