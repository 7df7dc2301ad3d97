namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>Cancels on the thread of the caller.</summary>
internal static class Cancellation
{
    /// <summary>Cancels. In virtual time all runs on one thread, and CancelAsync would leave it: time would go on meanwhile.</summary>
    public static void CancelHere(this CancellationTokenSource source) => source.Cancel();
}
