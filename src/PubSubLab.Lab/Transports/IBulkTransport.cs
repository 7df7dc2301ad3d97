using PubSubLab.Handlers;

namespace PubSubLab.Lab.Transports;

/// <summary>
/// What a transport can do besides for runs with very many topics and subscriptions: make them many at a time, publish many tasks in one
/// request, and pull instead of holding a stream. Optional; a caller checks whether the transport implements it.
/// </summary>
public interface IBulkTransport
{
    /// <summary>Makes topics; those that are there stay.</summary>
    Task CreateTopicsAsync(IEnumerable<string> topics, CancellationToken cancellation);

    /// <summary>Makes subscriptions, many at a time; those that are there stay.</summary>
    /// <param name="subscriptions">They are asked for as they are made, so a million need not be in memory at once.</param>
    /// <param name="made">Called for each that is there; from any thread.</param>
    /// <param name="cancellation">Stops; what was made stays.</param>
    Task CreateSubscriptionsAsync(IEnumerable<SubscriptionSpec> subscriptions, Action made, CancellationToken cancellation);

    /// <summary>Removes subscriptions and topics, many at a time; what is not there is passed over.</summary>
    Task RemoveManyAsync(IEnumerable<string> subscriptions, IEnumerable<string> topics, CancellationToken cancellation);

    /// <summary>Publishes at most 1,000 tasks to one topic in one request. When this completes, the broker has them.</summary>
    Task PublishManyAsync(string topic, IReadOnlyList<LabTask> tasks, CancellationToken cancellation);

    /// <summary>Takes what is there, at most <paramref name="most"/> messages; where nothing is, waits as long as the broker does and answers with none.</summary>
    Task<IReadOnlyList<PulledDelivery>> PullAsync(string subscription, int most, CancellationToken cancellation);

    /// <summary>Acknowledges some of what was pulled, and gives the others back.</summary>
    Task AnswerAsync(string subscription, IReadOnlyList<PulledDelivery> ack, IReadOnlyList<PulledDelivery> nack, CancellationToken cancellation);
}

/// <summary>A delivery that was pulled.</summary>
/// <param name="Task">The published task.</param>
/// <param name="AckId">With what it is answered.</param>
public readonly record struct PulledDelivery(LabTask Task, string AckId);
