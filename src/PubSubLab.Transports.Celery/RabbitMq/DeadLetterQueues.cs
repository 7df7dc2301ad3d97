using System.Collections.Concurrent;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.RabbitMq;

/// <summary>The queues that get the dead letters of others, as far as this process made them: AMQP does not list bindings.</summary>
internal sealed class DeadLetterQueues
{
    private readonly ConcurrentDictionary<string, string> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _queues = new(StringComparer.Ordinal);

    /// <summary>Takes a queue in.</summary>
    public void Add(SubscriptionSpec spec)
    {
        _queues[spec.Name] = spec.Topic;
        if (spec.DeadLetterTopic is { } letters)
        {
            _topics[spec.Name] = letters;
        }
    }

    /// <summary>The dead-letter queues of a queue; empty for none.</summary>
    public IReadOnlyList<string> Of(string queue) =>
        _topics.TryGetValue(queue, out var topic) ? [.. _queues.Where(q => q.Value == topic).Select(q => q.Key)] : [];
}
