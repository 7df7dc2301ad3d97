namespace Google.Cloud.PubSub.V1;

/// <summary>Duration of a lease and time of its extension.</summary>
internal sealed record LeaseTiming
{
    private LeaseTiming(TimeSpan deadline, TimeSpan window)
    {
        DeadlineSeconds = (int)deadline.TotalSeconds;
        var delay = TimeSpan.FromSeconds(DeadlineSeconds) - (window > deadline / 2 ? deadline / 2 : window);
        ExtendAfter = delay < SubscriberClient.MinimumLeaseExtensionDelay ? SubscriberClient.MinimumLeaseExtensionDelay : delay;
    }

    internal int DeadlineSeconds { get; }

    internal TimeSpan ExtendAfter { get; }

    internal static LeaseTiming From(SubscriberClient.Settings settings, bool exactlyOnce) => new(
        settings.AckDeadline ?? (exactlyOnce ? SubscriberClient.DefaultAckDeadlineForExactlyOnceDelivery : SubscriberClient.DefaultAckDeadline),
        settings.AckExtensionWindow ?? SubscriberClient.DefaultAckExtensionWindow);
}
