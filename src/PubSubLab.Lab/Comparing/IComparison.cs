namespace PubSubLab.Lab.Comparing;

/// <summary>
/// Two or three lanes under the same traffic. A new comparison is one new file with a class that implements this and has a constructor
/// without parameters; <see cref="ComparisonCatalog"/> finds it.
/// </summary>
public interface IComparison
{
    /// <summary>Its place in the list; the lowest is shown first.</summary>
    int Order { get; }

    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Its title in a few words.</summary>
    string Title { get; }

    /// <summary>A sentence about the thing to watch, at most 76 characters.</summary>
    string WatchFor { get; }

    /// <summary>The figures that it starts with.</summary>
    ComparisonFigures Start { get; }

    /// <summary>The lanes at some figures.</summary>
    /// <exception cref="LabException">A figure is out of range.</exception>
    IReadOnlyList<LanePlan> PlanFor(ComparisonFigures figures);
}
