namespace PubSubLab.Lab.Routing;

/// <summary>
/// A way to get a message to the one worker that its user is connected to. A new strategy is one new file with a class that
/// implements this and has a constructor without parameters; <see cref="RoutingCatalog"/> finds it.
/// </summary>
public interface IRoutingStrategy
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Its working in one line.</summary>
    string Summary { get; }

    /// <summary>Its price per message in one sentence.</summary>
    string Costs { get; }

    /// <summary>The first thing to break, in at most 16 characters.</summary>
    string BreaksFirst { get; }

    /// <summary>Which limit it meets first, with the limit's source.</summary>
    string Breaks { get; }

    /// <summary>
    /// The acceptance rule for a message whose user the worker does not have. False: it nacks. True: publishers ask a map where the
    /// user is, and the worker asks it again and passes the message on, because nobody else listens where it came. Default: false.
    /// </summary>
    bool AsksMap => false;

    /// <summary>Number of topics and subscriptions.</summary>
    RoutingLayout LayoutFor(RoutingScale scale);

    /// <summary>Every subscription that exists before the first message, by short name.</summary>
    IEnumerable<ListenRoute> Everything(RoutingScale scale, IReadOnlyList<Guid> users, IReadOnlyList<string> instances);

    /// <summary>Where a message for the user is published, and with which attributes beside <c>user_id</c>.</summary>
    /// <param name="user">The user.</param>
    /// <param name="instance">The instance that the map names; only strategies that ask the map look at it.</param>
    /// <param name="scale">The totals.</param>
    PublishRoute PublishTo(Guid user, string instance, RoutingScale scale);

    /// <summary>Where a worker listens for the user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="instance">The worker's own name.</param>
    /// <param name="scale">The totals.</param>
    ListenRoute ListenFor(Guid user, string instance, RoutingScale scale);
}

/// <summary>Where a message goes.</summary>
/// <param name="Topic">The topic's short name.</param>
/// <param name="Attributes">The filters' attributes besides <c>user_id</c>.</param>
public sealed record PublishRoute(string Topic, IReadOnlyDictionary<string, string> Attributes);

/// <summary>Where a worker listens.</summary>
/// <param name="Subscription">The subscription's short name.</param>
/// <param name="Topic">Its topic's short name.</param>
/// <param name="Filter">Its filter, null for none.</param>
public sealed record ListenRoute(string Subscription, string Topic, string? Filter);
