using PubSubLab.Handlers;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery.Presence;
using PubSubLab.Transports.Celery.Protocol;

namespace PubSubLab.Transports.Celery.GcPubSub;

/// <summary>
/// Fanout as Kombu has it on Pub/Sub (gcpubsub.py, _queue_bind and _put_fanout): a topic named as the exchange, on which each listener has a
/// subscription of its own without a filter. Celery's events are fanout there too.
/// </summary>
/// <param name="pubsub">The transport over Pub/Sub.</param>
/// <param name="worker">The worker's name.</param>
/// <param name="notice">Gets what nobody else is told.</param>
internal sealed class GcPubSubBroadcast(ITransport pubsub, string worker, Action<string> notice) : IBroadcast
{
    /// <summary>Retention of what nobody took yet.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>The topic of events.</summary>
    internal static readonly Topology Events = new([PresenceNames.Events], []) { Temporary = true, TopicRetention = Kept };
    private readonly Lock _gate = new();
    private readonly string _listener = Guid.NewGuid().ToString();
    private Task? _eventsMade;
    private ITransportSubscription? _stream;
    private Topology? _mailbox;
    private CancellationTokenRegistration _ending;
    private Task _closing = Task.CompletedTask;
    private bool _severed;

    /// <inheritdoc/>
    public async Task<Task> ListenAsync(string node, Func<CeleryMessage, Task> received, CancellationToken cancellation)
    {
        var name = $"{KombuQueue.SubscriptionOf($"{node}.{PresenceNames.Control}")}-{_listener}";
        var own = new Topology([PresenceNames.Control], [new SubscriptionSpec(name, PresenceNames.Control) { Retention = Kept }]) { Temporary = true, TopicRetention = Kept };
        await pubsub.EnsureAsync(own, cancellation);
        await (_stream?.DisposeAsync() ?? ValueTask.CompletedTask);

        // One at a time: commands have an order.
        var options = new SubscribeOptions { Subscription = name, Worker = worker, MaxInFlight = 1 };
        var stream = await pubsub.SubscribeAsync(options, (delivery, _) => HandleAsync(delivery, received), cancellation);
        lock (_gate)
        {
            (_stream, _mailbox) = (stream, own);
            if (_severed)
            {
                stream.Sever();
            }
        }

        await _ending.DisposeAsync();
        _ending = cancellation.Register(Close);
        return stream.Completion;
    }

    /// <inheritdoc/>
    public async Task AnnounceAsync(string routingKey, CeleryMessage message)
    {
        Task made;
        lock (_gate)
        {
            made = _eventsMade is null or { IsFaulted: true } ? _eventsMade = pubsub.EnsureAsync(Events, CancellationToken.None) : _eventsMade;
        }

        await made;
        await TellAsync(() => SendAsync(PresenceNames.Events, routingKey, message, new Dictionary<string, string>()));
    }

    /// <inheritdoc/>
    public Task ReplyAsync(string exchange, string routingKey, CeleryMessage message) => TellAsync(
        () => SendAsync(exchange, routingKey, message, new Dictionary<string, string> { [KombuQueue.RoutingKeyAttribute] = routingKey }));

    /// <inheritdoc/>
    public void Sever()
    {
        lock (_gate)
        {
            _severed = true;
            _stream?.Sever();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Sever();
        await _ending.DisposeAsync();
        await _closing;
        await (_stream?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Hands a message over, and acknowledges it.</summary>
    internal static async Task<Verdict> HandleAsync(Delivery delivery, Func<CeleryMessage, Task> received)
    {
        CeleryMessage message;
        try
        {
            message = KombuEnvelope.Read(delivery.Task.Data);
        }
        catch (RefusedMessageException)
        {
            // Passed on as it is: the reader says that it is no command.
            message = new CeleryMessage { Headers = [], Body = delivery.Task.Data, ContentType = "" };
        }

        await received(message);
        return Verdict.Ack;
    }

    private Task TellAsync(Func<Task> tell)
    {
        lock (_gate)
        {
            return _severed ? Task.CompletedTask : tell();
        }
    }

    private Task<string> SendAsync(string exchange, string routingKey, CeleryMessage message, IReadOnlyDictionary<string, string> attributes) =>
        pubsub.PublishAsync(exchange, new LabTask(KombuEnvelope.Write(message, exchange, routingKey), attributes), CancellationToken.None);

    /// <summary>The worker ends in good order: its subscription goes. That of a worker that dies is deleted when it was unused for a day.</summary>
    private void Close()
    {
        lock (_gate)
        {
            if (!_severed && _stream is { } stream && _closing.IsCompleted)
            {
                _closing = CloseAsync(stream, _mailbox!);
            }
        }
    }

    private async Task CloseAsync(ITransportSubscription stream, Topology mailbox)
    {
        try
        {
            await stream.StopAsync(TimeSpan.Zero);
            await pubsub.RemoveAsync(mailbox with { Topics = [] }, CancellationToken.None);
        }
        catch (LabException e)
        {
            notice($"{worker} leaves its mailbox: {e.Message} Pub/Sub deletes it when it was unused for a day.");
        }
    }
}
