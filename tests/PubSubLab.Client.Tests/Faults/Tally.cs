using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Faults;

/// <summary>Counts what was published and confirmed, and what was handled and how often.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _handled = new();
    private readonly ConcurrentDictionary<string, bool> _confirmed = new();
    private int _running;
    private int _handledTotal;

    internal int Running => Volatile.Read(ref _running);

    internal int HandledTotal => Volatile.Read(ref _handledTotal);

    internal int Confirmed => _confirmed.Count;

    /// <summary>Handled more than once: each time but the first.</summary>
    internal int Duplicates => _handled.Values.Sum(times => times - 1);

    /// <summary>Waits for a handler, if a test wants it to.</summary>
    internal Task Gate { get; set; } = Task.CompletedTask;

    internal async Task<SubscriberClient.Reply> HandleAsync(PubsubMessage message, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _running);
        await Gate;
        _handled.AddOrUpdate(message.Data.ToStringUtf8(), 1, static (_, times) => times + 1);
        Interlocked.Increment(ref _handledTotal);
        Interlocked.Decrement(ref _running);
        return SubscriberClient.Reply.Ack;
    }

    /// <summary>Publishes numbers, at most 5,000 unconfirmed; ends when all are confirmed.</summary>
    internal async Task PublishAsync(PublisherClient publisher, int count, string prefix = "")
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(5_000))
        {
            await Task.WhenAll(chunk.Select(async number =>
            {
                var text = $"{prefix}{number}";
                await publisher.PublishAsync(text);
                _confirmed.TryAdd(text, true);
            }));
        }
    }

    /// <summary>Waits until every confirmed message was handled.</summary>
    internal Task AllHandledAsync() => Eventually.HoldsAsync(
        () => _confirmed.Keys.All(_handled.ContainsKey), $"every confirmed message is handled");
}
