using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Routing;

/// <summary>Publishes a run's messages at its rate, by the map where the strategy asks one.</summary>
internal sealed class RoutingPublisher(RoutingPost post, RoutingLedger ledger, PresenceMap map, ITransport transport, TimeProvider time)
{
    private const int MaxOutstanding = 1_000;

    /// <summary>Publishes every message; completes when the broker has them, except those that are parked.</summary>
    public async Task PublishAllAsync(CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(MaxOutstanding);
        var pending = new List<Task>();
        var start = time.GetTimestamp();
        try
        {
            for (var message = 0; message < post.Crowd.Recipients.Count; message++)
            {
                if (post.Options.Rate > 0)
                {
                    var wait = TimeSpan.FromSeconds((double)message / post.Options.Rate) - time.GetElapsedTime(start);
                    if (wait > TimeSpan.Zero)
                    {
                        await Task.Delay(wait, time, cancellation);
                    }
                }

                await slots.WaitAsync(cancellation);
                pending.Add(SendAsync(message, slots, cancellation));
                if (pending.Count >= 2 * MaxOutstanding)
                {
                    pending.RemoveAll(t => t.IsCompletedSuccessfully);
                }
            }
        }
        finally
        {
            await Task.WhenAll(pending);
        }
    }

    /// <summary>Publishes a message again, to where the map says that its user is now; parked where the user is nowhere.</summary>
    public async Task PassOnAsync(int message, CancellationToken cancellation)
    {
        if (map.WhereOrPark(post.Crowd.Recipients[message], message) is { } worker)
        {
            var (topic, task) = post.Write(message, worker);
            await transport.PublishAsync(topic, task, cancellation);
            ledger.PassedOn(message);
        }
        else
        {
            ledger.Park(message);
        }
    }

    /// <summary>Publishes what waited for a user who is back.</summary>
    public async Task UnparkAsync(IReadOnlyList<int> messages, CancellationToken cancellation)
    {
        foreach (var message in messages)
        {
            await PassOnAsync(message, cancellation);
        }
    }

    private async Task SendAsync(int message, SemaphoreSlim slots, CancellationToken cancellation)
    {
        try
        {
            ledger.Sending(message);
            int? worker = null;
            if (post.Strategy.AsksMap)
            {
                worker = map.WhereOrPark(post.Crowd.Recipients[message], message);
                if (worker is null)
                {
                    ledger.Park(message);
                    return;
                }
            }

            var (topic, task) = post.Write(message, worker);
            await transport.PublishAsync(topic, task, cancellation);
            ledger.Sent(message);
        }
        finally
        {
            slots.Release();
        }
    }
}
