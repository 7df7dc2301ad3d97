using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Experiments;

/// <summary>A sentence that appears during a run at the moment that it is about.</summary>
/// <param name="Text">At most twelve words.</param>
/// <param name="Kind">The kind of event that is counted, over all of the run's topics and subscriptions; null counts the run's own messages.</param>
/// <param name="Count">The number at which it appears.</param>
public sealed record Caption(string Text, LabEventKind? Kind, int Count)
{
    /// <summary>A caption at the n-th event of a kind.</summary>
    public static Caption On(LabEventKind kind, int count, string text) => new(text, kind, count);

    /// <summary>A caption at the n-th message of the run, for a run that keeps its own books.</summary>
    public static Caption AtStep(int step, string text) => new(text, null, step);
}
