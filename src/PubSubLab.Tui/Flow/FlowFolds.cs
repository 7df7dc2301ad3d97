namespace PubSubLab.Tui.Flow;

/// <summary>The rows that the person folded and unfolded.</summary>
internal sealed class FlowFolds
{
    private readonly HashSet<string> _folded = new(StringComparer.Ordinal);
    private readonly HashSet<string> _expanded = new(StringComparer.Ordinal);

    /// <summary>Whether subscriptions without workers and messages have rows also where there is no room.</summary>
    public bool ShowsIdleSubscriptions { get; set; }

    /// <summary>Whether a subscription's workers have no rows.</summary>
    public bool IsFolded(string subscription) => _folded.Contains(subscription);

    /// <summary>Whether all of a subscription's workers have rows also where there is no room.</summary>
    public bool IsExpanded(string subscription) => _expanded.Contains(subscription);

    public void Fold(string subscription)
    {
        _folded.Add(subscription);
        _expanded.Remove(subscription);
    }

    public void Unfold(string subscription) => _folded.Remove(subscription);

    public void Expand(string subscription) => _expanded.Add(subscription);

    /// <summary>Folds what was expanded.</summary>
    /// <returns>Whether it was.</returns>
    public bool Contract(string subscription) => _expanded.Remove(subscription);
}
