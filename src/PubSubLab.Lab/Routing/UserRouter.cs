using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Runtime;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;

namespace PubSubLab.Lab.Routing;

/// <summary>
/// Sends to one user, and listens for one, by a strategy of the catalog. The topics and subscriptions that it takes are made when they are
/// needed, under unique names, and removed with the session. Safe to use from any thread.
/// </summary>
public sealed class UserRouter
{
    private readonly Lock _gate = new();
    private readonly ITransport _transport;
    private readonly LabJournal _journal;
    private readonly TemporaryTopologies _temporary;
    private readonly string _suffix;
    private readonly Dictionary<(string Strategy, Guid User), string> _instances = [];
    private int _lastInstance;

    internal UserRouter(ITransport transport, LabJournal journal, TemporaryTopologies temporary, ILabRuntime runtime)
    {
        (_transport, _journal, _temporary) = (transport, journal, temporary);
        _suffix = runtime.SuffixAt(1);
    }

    /// <summary>The totals that strategies compute with: their defaults.</summary>
    public RoutingScale Scale { get; } = new();

    /// <summary>Where a message for the user goes, by full name, and with which attributes beside <c>user_id</c>. Nothing is made.</summary>
    /// <exception cref="LabException">The strategy asks a map, and the map does not know the user.</exception>
    public PublishRoute PublishTo(IRoutingStrategy strategy, Guid user)
    {
        var route = strategy.PublishTo(user, InstanceOf(strategy, user), Scale);
        return route with { Topic = NameOf(strategy, route.Topic) };
    }

    /// <summary>Where a worker listens for the users, by full name. Nothing is made.</summary>
    /// <exception cref="LabException">No user was given, or a worker would have to listen on more than one subscription.</exception>
    public ListenRoute ListenFor(IRoutingStrategy strategy, IReadOnlyList<Guid> users)
    {
        lock (_gate)
        {
            return ListenFor(strategy, users, $"{_lastInstance + 1}");
        }
    }

    /// <summary>Makes what a message for the user needs: the topic, and the subscription where it waits for its worker.</summary>
    /// <returns>The order, to the strategy's topic and with its attributes.</returns>
    /// <exception cref="LabException">The map does not know the user, the backend lacks what the strategy needs, or it could not be made.</exception>
    public async Task<PublishOrder> RouteAsync(PublishOrder order, IRoutingStrategy strategy, Guid user, CancellationToken cancellation)
    {
        var instance = InstanceOf(strategy, user);
        var route = strategy.PublishTo(user, instance, Scale);
        await MakeAsync(strategy, Full(strategy, strategy.ListenFor(user, instance, Scale)), cancellation);
        var attributes = new Dictionary<string, string>(order.Draft.Attributes, StringComparer.Ordinal);
        foreach (var (key, value) in route.Attributes)
        {
            attributes[key] = value;
        }

        return order with { Topic = NameOf(strategy, route.Topic), Draft = order.Draft with { Attributes = attributes, UserId = $"{user:D}" } };
    }

    /// <summary>Makes what a worker for the users needs; where the strategy has a map, the map says from then on that they are at this worker.</summary>
    /// <returns>The worker's spec: it listens there, and keeps what is for these users.</returns>
    /// <exception cref="LabException">As <see cref="ListenFor(IRoutingStrategy, IReadOnlyList{Guid})"/>; or the backend lacks what the strategy needs, or it could not be made.</exception>
    public async Task<WorkerSpec> ListenAsync(WorkerSpec spec, IRoutingStrategy strategy, IReadOnlyList<Guid> users, CancellationToken cancellation)
    {
        ListenRoute route;
        string instance;
        lock (_gate)
        {
            instance = strategy.AsksMap ? $"{++_lastInstance}" : "";
            route = ListenFor(strategy, users, instance);
        }

        await MakeAsync(strategy, route, cancellation);
        lock (_gate)
        {
            foreach (var user in strategy.AsksMap ? users : [])
            {
                _instances[(strategy.Name, user)] = instance;
            }
        }

        return spec with { Subscription = route.Subscription, Accepts = AcceptanceRule.Users(users.Select(u => $"{u:D}")) };
    }

    private ListenRoute ListenFor(IRoutingStrategy strategy, IReadOnlyList<Guid> users, string instance)
    {
        var routes = users.Select(u => strategy.ListenFor(u, instance, Scale)).Distinct().ToList();
        return routes.Count switch
        {
            0 => throw new LabException($"To listen by {strategy.Name} a worker needs a user: a UUID such as {UserKey.Example}."),
            1 => Full(strategy, routes[0]),
            _ => throw new LabException(
                $"By {strategy.Name} these {users.Count} users are on {routes.Count} subscriptions, and a worker here listens on one. Spawn a worker for each."),
        };
    }

    private async Task MakeAsync(IRoutingStrategy strategy, ListenRoute route, CancellationToken cancellation)
    {
        if (route.Filter is not null && !(await _transport.GetCapabilitiesAsync(cancellation)).Filters)
        {
            throw new LabException($"{_transport.Description} ignores filters, and {strategy.Name} needs them. The embedded backend has them.");
        }

        var spec = new SubscriptionSpec(route.Subscription, route.Topic) { Filter = route.Filter };
        if (await _temporary.MakeAsync(spec, withTopic: true, cancellation))
        {
            _journal.Append(LabEventKind.Note, data: new RouteMade(strategy.Name, spec.Name, spec.Topic, spec.Filter));
        }
    }

    private string InstanceOf(IRoutingStrategy strategy, Guid user)
    {
        if (!strategy.AsksMap)
        {
            return "";
        }

        lock (_gate)
        {
            return _instances.TryGetValue((strategy.Name, user), out var instance)
                ? instance
                : throw new LabException($"The map of {strategy.Name} does not know where user {user:D} is. Spawn a worker that listens for it by {strategy.Name} first.");
        }
    }

    private ListenRoute Full(IRoutingStrategy strategy, ListenRoute route) =>
        route with { Subscription = NameOf(strategy, route.Subscription), Topic = NameOf(strategy, route.Topic) };

    private string NameOf(IRoutingStrategy strategy, string shortName) => $"lab-{strategy.Name}-{_suffix}-{shortName}";
}
