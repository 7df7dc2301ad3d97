namespace Google.Api.Gax;

/// <summary>When a batch that is being filled is closed and sent: whichever threshold is reached first.</summary>
public sealed class BatchingSettings
{
    /// <summary>Creates the thresholds; a null one is not applied.</summary>
    /// <param name="elementCountThreshold">Number of elements; not negative.</param>
    /// <param name="byteCountThreshold">Number of bytes; not negative.</param>
    /// <param name="delayThreshold">Age of the batch; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is negative.</exception>
    public BatchingSettings(long? elementCountThreshold, long? byteCountThreshold, TimeSpan? delayThreshold)
    {
        ElementCountThreshold = GaxPreconditions.CheckNonNegative(elementCountThreshold, nameof(elementCountThreshold));
        ByteCountThreshold = GaxPreconditions.CheckNonNegative(byteCountThreshold, nameof(byteCountThreshold));
        DelayThreshold = delayThreshold is { } delay ? GaxPreconditions.CheckNonNegativeDelay(delay, nameof(delayThreshold)) : null;
    }

    /// <summary>Number of elements that closes a batch; null when the count does not matter.</summary>
    public long? ElementCountThreshold { get; }

    /// <summary>Number of bytes that closes a batch; null when the size does not matter.</summary>
    public long? ByteCountThreshold { get; }

    /// <summary>Age that closes a batch; null when the age does not matter.</summary>
    public TimeSpan? DelayThreshold { get; }
}
