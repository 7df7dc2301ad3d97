using System.Globalization;
using System.Text;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Routing;

/// <summary>Shared state of one run: the strategy, the totals, the crowd and unique names.</summary>
internal sealed class RoutingPost(IRoutingStrategy strategy, RoutingOptions options, RoutingCrowd crowd, string prefix)
{
    private const string NumberAttribute = "lab_number";

    /// <summary>The strategy.</summary>
    public IRoutingStrategy Strategy => strategy;

    /// <summary>The run's options.</summary>
    public RoutingOptions Options => options;

    /// <summary>Users, workers, messages.</summary>
    public RoutingCrowd Crowd => crowd;

    /// <summary>The name in the project of a strategy's short name.</summary>
    public string NameOf(string shortName) => $"{prefix}-{shortName}";

    /// <summary>Where the worker listens for the user, by full name.</summary>
    public string SubscriptionOf(int user, int worker) =>
        NameOf(strategy.ListenFor(crowd.Users[user], crowd.Instances[worker], options.Scale).Subscription);

    /// <summary>The topic for a message, and the message. The user's id is in it twice, for filters and for the worker.</summary>
    public (string Topic, LabTask Task) Write(int message, int? worker)
    {
        var user = crowd.Users[crowd.Recipients[message]];
        var route = strategy.PublishTo(user, worker is { } w ? crowd.Instances[w] : "", options.Scale);
        var attributes = new Dictionary<string, string>(route.Attributes, StringComparer.Ordinal)
        {
            [LabTask.UserIdAttribute] = user.ToString("D"),
            [NumberAttribute] = message.ToString(CultureInfo.InvariantCulture),
        };
        return (NameOf(route.Topic), new LabTask(Encoding.UTF8.GetBytes($$"""{"message":{{message}},"user_id":"{{user:D}}"}"""), attributes));
    }

    /// <summary>The message's number and its user's number, from the message alone; a number is -1 where the message is none of this run.</summary>
    public (int Message, int User) Read(LabTask task)
    {
        var known = task.Attributes.TryGetValue(NumberAttribute, out var text)
            & int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return (known && number < crowd.Recipients.Count ? number : -1, crowd.NumberOf(task.UserId));
    }
}
