namespace PubSubLab.Lab.Demo;

/// <summary>A step of the demo: what it says, what it does, and when the next one follows.</summary>
/// <param name="Caption">
/// At most 12 words. <c>{first}</c> and <c>{second}</c> stand for workers, <c>{slow}</c> and <c>{lease}</c> for durations, other names in braces for keys.
/// </param>
/// <param name="AtLeast">The time that a reader needs.</param>
/// <param name="Act">The action; null for none.</param>
public sealed record DemoStep(string Caption, TimeSpan AtLeast, Func<DemoStage, CancellationToken, Task>? Act = null)
{
    /// <summary>Condition that makes the caption true; null for none. The step before stands until then.</summary>
    public Func<DemoStage, bool>? SaidWhen { get; init; }

    /// <summary>Condition for the next step; null for none.</summary>
    public Func<DemoStage, bool>? Until { get; init; }

    /// <summary>Limit of a wait for <see cref="SaidWhen"/> or <see cref="Until"/>, after which the demo goes on. Default: 15 s.</summary>
    public TimeSpan AtMost { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether the step needs a backend with attribute filters; others leave it out. Default: no.</summary>
    public bool NeedsFilters { get; init; }
}
