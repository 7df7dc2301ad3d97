namespace Google.Cloud.PubSub.V1;

/// <summary>A handler that is a delegate and does not want to know what became of its replies.</summary>
internal sealed class DelegateHandler(Func<PubsubMessage, CancellationToken, Task<SubscriberClient.Reply>> handle) : SubscriptionHandler
{
    public override Task<SubscriberClient.Reply> HandleMessage(PubsubMessage message, CancellationToken cancellationToken) =>
        handle(message, cancellationToken);
}
