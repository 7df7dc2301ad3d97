using PubSubLab.Lab.Routing;

namespace PubSubLab.Tui.Publishing;

/// <summary>The routing strategies as forms offer them: no strategy first, then each of the catalogue.</summary>
internal sealed class RouteChoices(IReadOnlyList<IRoutingStrategy> strategies)
{
    public IReadOnlyList<IRoutingStrategy> Strategies => strategies;

    /// <summary>Labels of the choices.</summary>
    public IReadOnlyList<string> Names { get; } = ["none", .. strategies.Select(r => r.Name)];

    /// <summary>The strategy of a choice; null for none.</summary>
    public IRoutingStrategy? At(int index) => index <= 0 ? null : strategies[index - 1];

    /// <summary>The strategy of that name; null where there is none.</summary>
    public IRoutingStrategy? Find(string name) => strategies.FirstOrDefault(s => s.Name == name);

    /// <summary>Index of a strategy's choice; 0 for none.</summary>
    public int IndexOf(IRoutingStrategy? strategy) => strategies.ToList().FindIndex(s => s.Name == strategy?.Name) + 1;

    /// <summary>
    /// The user field after a choice. Strategies take UUIDs, so an empty field gets the example, the same in every form: a message and a worker
    /// for it meet. Without a strategy the example goes again.
    /// </summary>
    public static string UserFor(IRoutingStrategy? strategy, string user) =>
        strategy is not null && user.Trim().Length == 0 ? UserKey.Example : strategy is null && user == UserKey.Example ? "" : user;

    /// <summary>A choice's effect in one sentence.</summary>
    public string Explain(int index) =>
        At(index) is { } strategy ? $"{strategy.Name}: {strategy.Summary}." : "none: to the topic as it is. ← → go through the strategies that take a message to one user.";
}
