namespace Google.Cloud.PubSub.V1;

/// <summary>Handles the messages of a subscription, and may look at what became of its replies.</summary>
public abstract class SubscriptionHandler
{
    /// <summary>Handles a message; an exception is a nack.</summary>
    public abstract Task<SubscriberClient.Reply> HandleMessage(PubsubMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Is told of acks that were settled. Without exactly-once delivery every ack counts as settled once it was sent. An exception from
    /// here ends the subscriber.
    /// </summary>
    public virtual void HandleAckResponses(IReadOnlyList<AckNackResponse> responses)
    {
    }

    /// <summary>Is told of nacks that were settled, as <see cref="HandleAckResponses"/> is of acks.</summary>
    public virtual void HandleNackResponses(IReadOnlyList<AckNackResponse> responses)
    {
    }
}
