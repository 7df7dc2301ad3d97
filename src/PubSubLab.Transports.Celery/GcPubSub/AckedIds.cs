namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>The tasks of the messages that were acknowledged last: Pub/Sub says by a message's id that it has no ack.</summary>
internal sealed class AckedIds
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _tasks = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Notes a message.</summary>
    public void Add(string message, string task)
    {
        lock (_gate)
        {
            if (!_tasks.TryAdd(message, task))
            {
                return;
            }

            _order.Enqueue(message);
            if (_order.Count > Most)
            {
                _tasks.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The task of a message; the message's own id where it is not known any more.</summary>
    public string TaskOf(string message)
    {
        lock (_gate)
        {
            return _tasks.GetValueOrDefault(message, message);
        }
    }
}
