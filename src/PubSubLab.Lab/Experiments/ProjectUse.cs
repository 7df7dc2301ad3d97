using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Experiments;

/// <summary>What a lab does on a real project, in the words of the question that it asks first.</summary>
public static class ProjectUse
{
    /// <summary>What a worker does.</summary>
    /// <param name="subscription">Where it listens.</param>
    /// <param name="project">The project, as a person knows it.</param>
    public static string OfWorker(string subscription, string project) =>
        $"A worker takes the messages of subscription {subscription} on {project} away from every other program that listens there. A message that it acknowledges is gone. Nothing is made.";

    /// <summary>What an experiment does.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="project">The project, as a person knows it.</param>
    /// <param name="routing">The routing experiment's options; null for its defaults.</param>
    public static string OfExperiment(IExperiment experiment, string project, RoutingOptions? routing = null) =>
        $"The experiment '{experiment.Name}' makes {Made(experiment, routing)} on {project}, publishes to them, and removes them at its end; subscriptions that it could not remove expire in a day. "
        + "It takes roles/pubsub.editor, and its messages are billed. Nothing is taken from other programs: the names are new and begin with lab-.";

    private static string Made(IExperiment experiment, RoutingOptions? routing)
    {
        if (experiment is not RoutingExperiment)
        {
            return "a topic and subscriptions of its own";
        }

        var options = routing ?? new RoutingOptions();
        var layouts = options.Chosen.Select(strategy => strategy.LayoutFor(options.Scale)).ToList();
        return $"{layouts.Sum(l => l.Topics):N0} topics and {layouts.Sum(l => l.Subscriptions):N0} subscriptions, strategy by strategy,";
    }
}
