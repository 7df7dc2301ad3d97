namespace PubSubLab.Lab.Comparing;

/// <summary>The comparisons that can be chosen: every concrete <see cref="IComparison"/> of this assembly.</summary>
public static class ComparisonCatalog
{
    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<IComparison> All { get; } =
    [
        .. typeof(IComparison).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IComparison)))
            .Select(t => (IComparison)Activator.CreateInstance(t)!)
            .OrderBy(c => c.Order).ThenBy(c => c.Name, StringComparer.Ordinal),
    ];

    /// <summary>The comparison of that name.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static IComparison Get(string name) =>
        All.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new LabException($"There is no comparison '{name}'.{Nearest.Question(name, All.Select(c => c.Name))} Choose one of: {string.Join(", ", All.Select(c => c.Name))}.");
}
