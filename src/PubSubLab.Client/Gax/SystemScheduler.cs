namespace Google.Api.Gax;

/// <summary>Waits in real time.</summary>
public sealed class SystemScheduler : IScheduler
{
    private SystemScheduler()
    {
    }

    /// <summary>The only instance.</summary>
    public static SystemScheduler Instance { get; } = new();

    /// <inheritdoc />
    public Task Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, TimeProvider.System, cancellationToken);
}
