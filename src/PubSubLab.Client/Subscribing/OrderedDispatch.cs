namespace Google.Cloud.PubSub.V1;

/// <summary>Has the messages of one ordering key handled one after another, in the order in which they came.</summary>
internal sealed class OrderedDispatch
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<OutstandingDelivery>?> _keys = [];
    private bool _released;

    /// <summary>Starts the message, now or when those of its key before it are done.</summary>
    internal void Add(OutstandingDelivery delivery)
    {
        lock (_lock)
        {
            if (_released)
            {
                delivery.OrderingKey = "";
            }
            else if (_keys.TryGetValue(delivery.OrderingKey, out var waiting))
            {
                waiting ??= _keys[delivery.OrderingKey] = new Queue<OutstandingDelivery>();
                waiting.Enqueue(delivery);
                return;
            }
            else
            {
                _keys.Add(delivery.OrderingKey, null);
            }
        }

        delivery.Start();
    }

    /// <summary>Starts the next message of the key.</summary>
    internal void Done(string key)
    {
        OutstandingDelivery? next = null;
        lock (_lock)
        {
            if (_keys[key]?.TryDequeue(out next) is not true)
            {
                _keys.Remove(key);
            }
        }

        next?.Start();
    }

    /// <summary>
    /// Starts everything that waits, and holds nothing back from now on: nobody handles any of it any more, so none has to wait for a handler
    /// before it is nacked.
    /// </summary>
    internal void Release()
    {
        List<OutstandingDelivery> waiting = [];
        lock (_lock)
        {
            _released = true;
            foreach (var queue in _keys.Values)
            {
                while (queue?.TryDequeue(out var delivery) is true)
                {
                    delivery.OrderingKey = "";
                    waiting.Add(delivery);
                }
            }
        }

        waiting.ForEach(delivery => delivery.Start());
    }
}
