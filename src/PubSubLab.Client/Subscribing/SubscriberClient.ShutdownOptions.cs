namespace Google.Cloud.PubSub.V1;

public abstract partial class SubscriberClient
{
    /// <summary>Treatment of unhandled messages when a subscriber stops.</summary>
    public enum ShutdownMode
    {
        /// <summary>They are handled.</summary>
        WaitForProcessing = 0,

        /// <summary>
        /// They are nacked, those that a handler works on too: its token is cancelled, and its reply counts no more. Handlers that run are
        /// still waited for.
        /// </summary>
        NackImmediately = 1,
    }

    /// <summary>Options of a subscriber's stop.</summary>
    public sealed class ShutdownOptions
    {
        /// <summary>Treatment of unhandled messages. Default: <see cref="ShutdownMode.WaitForProcessing"/>.</summary>
        public ShutdownMode Mode { get; set; } = ShutdownMode.WaitForProcessing;

        /// <summary>
        /// Most time to take; null for the total that leases are extended. In its last 30 s nothing new is handled any more: waiting turns
        /// into nacking. Zero and less stops at once.
        /// </summary>
        public TimeSpan? Timeout { get; set; }
    }
}
