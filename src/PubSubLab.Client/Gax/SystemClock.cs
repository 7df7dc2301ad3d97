namespace Google.Api.Gax;

/// <summary>The machine's clock.</summary>
public sealed class SystemClock : IClock
{
    private SystemClock()
    {
    }

    /// <summary>The only instance.</summary>
    public static IClock Instance { get; } = new SystemClock();

    /// <inheritdoc />
    public DateTime GetCurrentDateTimeUtc() => TimeProvider.System.GetUtcNow().UtcDateTime;
}
