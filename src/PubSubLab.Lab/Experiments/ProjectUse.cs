using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Experiments;

/// <summary>The question before the lab does something on a real project.</summary>
public static class ProjectUse
{
    /// <summary>The question before a worker starts.</summary>
    /// <param name="subscription">Where it listens.</param>
    /// <param name="project">The project, as a person knows it.</param>
    public static string OfWorker(string subscription, string project) =>
        $"A worker takes the messages of subscription {subscription} on {project} from every other program that listens there. A message that it acknowledges is gone. Nothing is created.";

    /// <summary>The question before an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="project">The project, as a person knows it.</param>
    /// <param name="routing">The routing experiment's options; null for its defaults.</param>
    public static string OfExperiment(IExperiment experiment, string project, RoutingOptions? routing = null) => OfRun(
        $"The experiment '{experiment.Name}'", experiment is RoutingExperiment ? $"{Resources(routing ?? new RoutingOptions())}, one strategy after another," : "a topic and subscriptions", project);

    /// <summary>The question before lanes run beside one another.</summary>
    /// <param name="topics">Topics of all lanes.</param>
    /// <param name="subscriptions">Subscriptions of all lanes.</param>
    /// <param name="project">The project, as a person knows it.</param>
    public static string OfComparison(int topics, int subscriptions, string project) =>
        OfRun("The comparison", $"{Count(topics, "topic")} and {Count(subscriptions, "subscription")}, for all lanes at once,", project);

    private static string OfRun(string who, string what, string project) =>
        $"{who} creates {what} on {project}, publishes to them, and removes them at its end. Subscriptions that it cannot remove expire in a day. "
        + "It needs roles/pubsub.editor, and its messages are billed. It takes nothing from other programs: the names are new and begin with lab-.";

    private static string Resources(RoutingOptions options)
    {
        var layouts = options.Chosen.Select(strategy => strategy.LayoutFor(options.Scale)).ToList();
        return $"{Count(layouts.Sum(l => l.Topics), "topic")} and {Count(layouts.Sum(l => l.Subscriptions), "subscription")}";
    }

    private static string Count(double count, string noun) => count is 1 ? $"1 {noun}" : $"{count:N0} {noun}s";
}
