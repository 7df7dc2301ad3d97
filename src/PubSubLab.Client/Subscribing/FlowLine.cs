using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// The deliveries of one stream that wait for flow control, in the order in which they came. The stream is read on meanwhile: an unread
/// message has no lease, and the service would deliver it again and again without a handler.
/// </summary>
/// <param name="context">The subscriber.</param>
/// <param name="begin">Gets each delivery that is let in.</param>
/// <param name="giveBack">Gets those that a stop does not let in.</param>
internal sealed class FlowLine(SubscriberContext context, Action<OutstandingDelivery> begin, Action<OutstandingDelivery> giveBack)
{
    private readonly Lock _lock = new();
    private readonly Queue<OutstandingDelivery> _waiting = new();
    private readonly Countdown _count = new();
    private bool _isEntering;

    /// <summary>Lets the deliveries in if nobody waits and there is room for all of them; else they wait.</summary>
    internal bool TryPass(IReadOnlyList<OutstandingDelivery> deliveries)
    {
        var bytes = 0L;
        for (var i = 0; i < deliveries.Count; i++)
        {
            bytes += deliveries[i].Size;
        }

        lock (_lock)
        {
            if (!_isEntering && context.Flow.TryEnter(deliveries.Count, bytes))
            {
                return true;
            }

            _count.Add(deliveries.Count);
            for (var i = 0; i < deliveries.Count; i++)
            {
                _waiting.Enqueue(deliveries[i]);
            }

            if (!_isEntering && _waiting.Count > 0)
            {
                _isEntering = true;
                context.Tasks.Run(EnterAsync);
            }
        }

        return false;
    }

    /// <summary>Completes when nobody waits.</summary>
    internal Task WhenEmptyAsync() => _count.WhenZeroAsync();

    // One after another, so that no message overtakes another of its key.
    private async Task EnterAsync()
    {
        while (Next() is { } delivery)
        {
            if (await context.Flow.EnterAsync(delivery.Size).CompletedAsync(context.NackNow))
            {
                begin(delivery);
            }
            else
            {
                giveBack(delivery);
            }

            _count.Add(-1);
        }
    }

    private OutstandingDelivery? Next()
    {
        lock (_lock)
        {
            _isEntering = _waiting.TryDequeue(out var next);
            return next;
        }
    }
}
