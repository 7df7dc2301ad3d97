namespace PubSubLab.Lab.Experiments;

/// <summary>The experiments that can be run by name: every concrete <see cref="IExperiment"/> of this assembly.</summary>
public static class ExperimentCatalog
{
    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<IExperiment> All { get; } =
    [
        .. typeof(IExperiment).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IExperiment)) && t.GetConstructor([]) is not null)
            .Select(t => (IExperiment)Activator.CreateInstance(t)!)
            .OrderBy(e => e.Name, StringComparer.Ordinal),
    ];

    /// <summary>All of them, in the order of the course.</summary>
    public static IReadOnlyList<IExperiment> Course { get; } = [.. All.OrderBy(e => e.Lesson.Order)];

    /// <summary>The experiment of that name.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static IExperiment Get(string name) =>
        All.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new LabException($"There is no experiment '{name}'.{Nearest.Question(name, All.Select(e => e.Name))} Choose one of: {string.Join(", ", All.Select(e => e.Name))}.");
}
