namespace PubSubLab.Lab.Routing;

/// <summary>The strategies that can be chosen by name: every concrete <see cref="IRoutingStrategy"/> of this assembly.</summary>
public static class RoutingCatalog
{
    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<IRoutingStrategy> All { get; } =
    [
        .. typeof(IRoutingStrategy).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IRoutingStrategy)))
            .Select(t => (IRoutingStrategy)Activator.CreateInstance(t)!)
            .OrderBy(s => s.Name, StringComparer.Ordinal),
    ];

    /// <summary>The strategy of that name.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static IRoutingStrategy Get(string name) =>
        All.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new LabException($"There is no routing strategy '{name}'.{Nearest.Question(name, All.Select(s => s.Name))} Choose of: {string.Join(", ", All.Select(s => s.Name))}.");
}
