using System.Globalization;

namespace Google.Cloud.PubSub.V1;

/// <summary>One delivery of a message, from its arrival until its ack or nack is settled.</summary>
/// <remarks>It is settled once: by the reply of its handler, or by being given back.</remarks>
internal sealed class OutstandingDelivery : IThreadPoolWorkItem
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int Settled = 2;

    private readonly StreamDeliveries _deliveries;
    private int _state;

    internal OutstandingDelivery(StreamDeliveries deliveries, ReceivedMessage received, LeaseGroup group, bool ordered)
    {
        _deliveries = deliveries;
        Group = group;
        AckId = received.AckId;
        Message = received.Message;
        MessageId = Message.MessageId;
        Size = received.CalculateSize();
        OrderingKey = ordered ? Message.OrderingKey : "";
        if (received.DeliveryAttempt > 0)
        {
            Message.Attributes[PubsubExtensions.DeliveryAttemptAttribute] = received.DeliveryAttempt.ToString(CultureInfo.InvariantCulture);
        }
    }

    internal LeaseGroup Group { get; }

    internal string AckId { get; }

    internal string MessageId { get; }

    internal long Size { get; }

    /// <summary>Empty where order does not matter.</summary>
    internal string OrderingKey { get; set; }

    /// <summary>The message; null once it was handled.</summary>
    internal PubsubMessage? Message { get; private set; }

    /// <summary>Whether it was handled or given back. Its lease does not matter then.</summary>
    internal bool IsSettled => Volatile.Read(ref _state) == Settled;

    /// <summary>Whether flow control has let it in.</summary>
    internal bool InFlow { get; set; }

    /// <summary>When settling it failed first, and the pause before the next attempt.</summary>
    internal TimeSpan? FailedSince { get; set; }

    internal TimeSpan Backoff { get; set; }

    /// <summary>Queues its handler.</summary>
    internal void Start() => _deliveries.Queue(this);

    /// <summary>Lets its handler begin; false when it was given back before.</summary>
    internal bool TryRun() => Interlocked.CompareExchange(ref _state, Running, Waiting) == Waiting;

    /// <summary>Settles it by its handler's reply, or takes it from the handler; false when the other came first.</summary>
    internal bool TrySettleRunning() => Interlocked.CompareExchange(ref _state, Settled, Running) == Running;

    /// <summary>Gives it back before a handler began; false when one did, or it was given back before.</summary>
    internal bool TrySettleWaiting() => Interlocked.CompareExchange(ref _state, Settled, Waiting) == Waiting;

    /// <summary>Ends the timing of its lease and frees the memory of its message.</summary>
    internal void Release()
    {
        Message = null;
        Group.Release();
    }

    // The stream counts its deliveries and waits for all of them, so this task is waited for.
    void IThreadPoolWorkItem.Execute() => _ = _deliveries.HandleAsync(this);
}
