namespace PubSubLab.Lab.Handlers;

/// <summary>Options of the handlers.</summary>
public sealed record HandlerOptions
{
    /// <summary>The options with every default.</summary>
    public static HandlerOptions Default { get; } = new();

    /// <summary>Duration of a task in <see cref="SlowHandler"/>. Default: 5 s (<c>SLOW_HANDLER_SECONDS</c>).</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Number of attempts that <see cref="FlakyHandler"/> fails for each task. Default: 1.</summary>
    public int FailedAttempts { get; init; } = 1;

    /// <summary>Time that <see cref="FlakyHandler"/> takes before it fails. Default: none.</summary>
    public TimeSpan FailsAfter { get; init; }
}
