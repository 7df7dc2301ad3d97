using PubSubLab.Lab.Routing;

namespace PubSubLab.Tui.Publishing;

/// <summary>The routing strategies as forms offer them: none, then each of the catalogue.</summary>
internal static class RouteChoice
{
    /// <summary>What can be chosen.</summary>
    public static IReadOnlyList<string> Names { get; } = ["none", .. RoutingCatalog.All.Select(r => r.Name)];

    /// <summary>The strategy of a choice; null for none.</summary>
    public static IRoutingStrategy? StrategyAt(int index) => index <= 0 ? null : RoutingCatalog.All[index - 1];

    /// <summary>Which choice a strategy's name is; none where there is no such strategy.</summary>
    public static int IndexOf(string name) => Math.Max(0, Names.ToList().IndexOf(name));

    /// <summary>What stands as user after a choice: strategies take UUIDs, so an empty field gets one, the same in every form so that a message
    /// and a worker for it meet; it is gone again without a strategy.</summary>
    public static string UserFor(int index, string user) =>
        index > 0 && user.Trim().Length == 0 ? UserKey.Example : index <= 0 && user == UserKey.Example ? "" : user;

    /// <summary>What a choice does, in a sentence.</summary>
    public static string Explain(int index) =>
        StrategyAt(index) is { } strategy ? $"{strategy.Name}: {strategy.Summary}." : "none: to the topic as it is. ← → go through the strategies that take a message to one user.";
}
