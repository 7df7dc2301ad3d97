namespace PubSubLab.Lab.Handlers;

/// <summary>What handlers can be told from outside.</summary>
public sealed record HandlerOptions
{
    /// <summary>The options with every default.</summary>
    public static HandlerOptions Default { get; } = new();

    /// <summary>How long <see cref="SlowHandler"/> takes for a task. Default: 5 s (<c>SLOW_HANDLER_SECONDS</c>).</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many attempts of every task <see cref="FlakyHandler"/> fails before it succeeds. Default: 1.</summary>
    public int FailedAttempts { get; init; } = 1;
}
