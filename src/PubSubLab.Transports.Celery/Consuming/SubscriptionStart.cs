using PubSubLab.Lab.Transports;

namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>Starts a subscription, or leaves nothing of it.</summary>
internal static class SubscriptionStart
{
    /// <summary>Starts it, and disposes it if that fails.</summary>
    public static async Task<ITransportSubscription> StartedAsync(this ITransportSubscription subscription, Func<CancellationToken, Task> start, CancellationToken cancellation)
    {
        try
        {
            await start(cancellation);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }
}
