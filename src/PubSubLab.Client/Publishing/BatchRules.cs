using Google.Api.Gax;

namespace Google.Cloud.PubSub.V1;

/// <summary>When a batch is closed, and when it may be sent beside requests that are under way.</summary>
internal sealed record BatchRules
{
    private BatchRules()
    {
    }

    /// <summary>Messages and bytes at which nothing is added any more.</summary>
    internal required long CloseCount { get; init; }

    internal required long CloseBytes { get; init; }

    /// <summary>Messages at which a batch is ripe.</summary>
    internal required long RipeCount { get; init; }

    /// <summary>Age at which a batch is ripe; null for never.</summary>
    internal required TimeSpan? Delay { get; init; }

    /// <summary>Whether a batch is sent at once when nothing is under way.</summary>
    internal required bool Eager { get; init; }

    internal static BatchRules From(BatchingSettings? settings)
    {
        var max = PublisherClient.ApiMaxBatchingSettings;
        var standard = PublisherClient.DefaultBatchingSettings;
        return settings is null
            ? new BatchRules
            {
                // Larger than the default threshold, because only requests under way make a batch wait that long.
                CloseCount = max.ElementCountThreshold!.Value,
                CloseBytes = standard.ByteCountThreshold!.Value,
                RipeCount = standard.ElementCountThreshold!.Value,
                Delay = standard.DelayThreshold,
                Eager = true,
            }
            : new BatchRules
            {
                CloseCount = settings.ElementCountThreshold ?? max.ElementCountThreshold!.Value,
                CloseBytes = settings.ByteCountThreshold ?? max.ByteCountThreshold!.Value,
                RipeCount = long.MaxValue,
                Delay = settings.DelayThreshold,
                Eager = false,
            };
    }
}
