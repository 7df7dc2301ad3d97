using Google.Cloud.PubSub.V1.Concurrency;

namespace Google.Cloud.PubSub.V1;

/// <summary>
/// Collects deliveries and sends them, one request at a time: what comes in while a request is under way travels with the next one.
/// </summary>
internal sealed class AckLane(TaskGroup tasks, Func<List<OutstandingDelivery>, Task> send)
{
    // The service takes requests up to 512 KB; ack ids are some 200 bytes long there.
    private const int MaxIds = 2_500;

    private readonly Lock _lock = new();
    private List<OutstandingDelivery> _waiting = [];
    private bool _sending;

    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    internal void Add(OutstandingDelivery delivery)
    {
        lock (_lock)
        {
            _waiting.Add(delivery);
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        tasks.Run(SendAllAsync);
    }

    internal void Add(IReadOnlyCollection<OutstandingDelivery> deliveries)
    {
        lock (_lock)
        {
            _waiting.AddRange(deliveries);
            if (_sending || _waiting.Count == 0)
            {
                return;
            }

            _sending = true;
        }

        tasks.Run(SendAllAsync);
    }

    private async Task SendAllAsync()
    {
        List<OutstandingDelivery>? batch;
        do
        {
            // To the end of the thread pool's queue: behind the deliveries of the same response, whose replies then travel together.
            await Task.Yield();
            batch = Take();
            if (batch is not null)
            {
                await send(batch);
            }
        }
        while (batch is not null);
    }

    private List<OutstandingDelivery>? Take()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _sending = false;
                return null;
            }

            if (_waiting.Count <= MaxIds)
            {
                var all = _waiting;
                _waiting = [];
                return all;
            }

            var some = _waiting.GetRange(0, MaxIds);
            _waiting.RemoveRange(0, MaxIds);
            return some;
        }
    }
}
