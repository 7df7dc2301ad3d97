namespace Google.Api.Gax;

/// <summary>How the clients wait; tests put virtual time here.</summary>
public interface IScheduler
{
    /// <summary>A task that completes after <paramref name="delay"/>, or is cancelled.</summary>
    Task Delay(TimeSpan delay, CancellationToken cancellationToken);
}
