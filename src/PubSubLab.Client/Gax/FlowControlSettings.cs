namespace Google.Api.Gax;

/// <summary>How much work may be outstanding at once.</summary>
public sealed class FlowControlSettings
{
    /// <summary>Creates the limits; a null one is not applied.</summary>
    /// <param name="maxOutstandingElementCount">Most elements outstanding; not negative.</param>
    /// <param name="maxOutstandingByteCount">Most bytes outstanding; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is negative.</exception>
    public FlowControlSettings(long? maxOutstandingElementCount, long? maxOutstandingByteCount)
    {
        MaxOutstandingElementCount = GaxPreconditions.CheckNonNegative(maxOutstandingElementCount, nameof(maxOutstandingElementCount));
        MaxOutstandingByteCount = GaxPreconditions.CheckNonNegative(maxOutstandingByteCount, nameof(maxOutstandingByteCount));
    }

    /// <summary>Most elements outstanding; null for no limit.</summary>
    public long? MaxOutstandingElementCount { get; }

    /// <summary>Most bytes outstanding; null for no limit.</summary>
    public long? MaxOutstandingByteCount { get; }
}
