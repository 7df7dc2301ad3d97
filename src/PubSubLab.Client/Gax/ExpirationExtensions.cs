namespace Google.Api.Gax;

/// <summary>Turns an <see cref="Expiration"/> into the moment that gRPC wants.</summary>
public static class ExpirationExtensions
{
    /// <summary>The moment in UTC at which a call that starts now expires, or null when it does not.</summary>
    public static DateTime? CalculateDeadline(this Expiration? expiration, IClock clock)
    {
        GaxPreconditions.CheckNotNull(clock, nameof(clock));
        return expiration switch
        {
            { Timeout: { } timeout } => clock.GetCurrentDateTimeUtc() + timeout,
            { Deadline: { } deadline } => deadline,
            _ => null,
        };
    }
}
