using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Commands;

/// <summary>Spawns workers, into the lab or into the running experiment.</summary>
internal sealed class SpawnCommands(
    SelectedWorker selected, WorkerList list, WorkerTargets targets, SpawnDefaults defaults, TopologyModel topology, PaneNavigator navigator,
    GoingOn goingOn, Consents consents, FormPublisher publisher, RouteChoices routes, Dialogs dialogs, ThemeChoice theme, LabSession session, BackgroundWork work, Notices notices) : ICommandGroup
{
    public static int Order => 200;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.Spawn, KeyScope.Anywhere, "Spawn", "Spawns a worker like the last one. During an experiment it joins that and copies the selected worker.", "+", "=") { Hint = 40, HintIn = [(KeyScope.Flow, 2)], InLabOnly = true },
        new(CommandIds.SpawnWith, KeyScope.Anywhere, "Spawn with …", "Asks for handler, users and outstanding limit, then spawns a worker.", "a") { InLabOnly = true },
        new(CommandIds.Respawn, KeyScope.Anywhere, "Respawn", "Spawns a new worker like the selected one that has ended.", "r") { HintIn = [(KeyScope.Flow, 3)], InLabOnly = true, Order = 202 },
        new(CommandIds.RespawnEarlier, KeyScope.Anywhere, "Respawn last run", "Spawns the workers of the last run on the data directory again. r does it while no ended worker is selected.") { InLabOnly = true, Order = 202 },
    ];

    private bool OnTopology => navigator.Page == PaneId.Topology;

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Spawn, () => Spawn(OnChosen(defaults.ReadNext()), targets.Steering, defaults.Route), targets.WhyNoSpawn);
        commands.Add(CommandIds.SpawnWith, SpawnWith, targets.WhyNoSpawn);
        commands.Add(
            CommandIds.Respawn, () => selected.With(Respawn), selected.WhyNotEnded,
            instead: () => goingOn.WhyNot() is null && selected.WhyNotEnded() is not null ? CommandIds.RespawnEarlier : null);
        commands.Add(CommandIds.RespawnEarlier, goingOn.Respawn, goingOn.WhyNot);
    }

    private void Respawn(WorkerStatus chosen) => Listening(list.IsExperiments(chosen.Name), null, () =>
    {
        list.Expect();
        work.Start(
            async ending =>
            {
                var worker = await targets.RespawnAsync(chosen.Name, ending);
                work.Post(() => list.Arrived(worker.Name));
            },
            error =>
            {
                list.Arrived(null);
                notices.Fail(error);
            });
    });

    private void SpawnWith()
    {
        var into = targets.Steering;
        var next = OnChosen(defaults.ReadNext());
        var route = next.Subscription is null || !OnTopology ? defaults.Route : null;
        if (into is null && route is null && next.Subscription is null && routes.Find(publisher.Form.Route) is { } published)
        {
            // A person who publishes by a strategy wants a worker that listens by it.
            var user = publisher.Form.UserId.Trim();
            route = published;
            next = next.Accepts.UserIds.Count == 0 && user.Length > 0 ? next with { Accepts = AcceptanceRule.Users(user) } : next;
        }

        dialogs.Open(new WorkerOverlay(
            theme, session, routes, null, next, into is null ? new RouteOffer(route) : null,
            (spec, strategy) => strategy is null ? Spawn(spec, into, null) : SpawnByRoute(spec, strategy)));
    }

    // On the page of topics and subscriptions a worker goes to the chosen one.
    private WorkerSpec OnChosen(WorkerSpec spec) =>
        OnTopology && targets.Steering is null && topology.ChosenOf(topology.Read()) is { IsTopic: false } chosen
            ? spec with { Subscription = chosen.Name == session.Workers.DefaultSubscription ? null : chosen.Name }
            : spec;

    private string? Spawn(WorkerSpec spec, Steering? into, IRoutingStrategy? route)
    {
        if (into is null)
        {
            defaults.Keep(spec, spec.Subscription is null ? null : route);
        }

        Listening(into is not null, spec.Subscription, () =>
        {
            var selections = list.Selections;
            work.Start(async ending =>
            {
                var worker = await targets.SpawnAsync(spec, into, ending);
                work.Post(() => SelectUnlessMoved(worker.Name, selections));
            });
        });
        return null;
    }

    // A person who has moved on meanwhile means the worker that they selected.
    private void SelectUnlessMoved(string name, int selections)
    {
        if (list.Selections == selections)
        {
            list.Select(name);
        }
    }

    /// <summary>Spawns a worker that listens where a strategy says for its users.</summary>
    private string? SpawnByRoute(WorkerSpec spec, IRoutingStrategy strategy)
    {
        List<Guid> users;
        try
        {
            users = [.. spec.Accepts.UserIds.Select(UserKey.Parse)];
            _ = session.Router.ListenFor(strategy, users);
        }
        catch (LabException e)
        {
            return e.Message;
        }

        var selections = list.Selections;
        consents.ToMake(strategy, () => work.Start(async ending =>
        {
            var routed = await session.Router.ListenAsync(spec with { Subscription = null }, strategy, users, ending);
            var worker = await session.Workers.SpawnAsync(routed with { Name = null }, ending);
            work.Post(() =>
            {
                defaults.Keep(routed, strategy);
                SelectUnlessMoved(worker.Name, selections);
                notices.Say($"{worker.Name} listens on {worker.Subscription} for {routed.Accepts.Label}.");
            });
        }));
        return null;
    }

    /// <summary>Asks for consent where messages are taken from the lab's or a chosen subscription. An experiment's subscriptions are its own.</summary>
    private void Listening(bool intoExperiment, string? subscription, Action listen)
    {
        if (intoExperiment)
        {
            listen();
        }
        else if (subscription is null)
        {
            consents.ToListen(listen);
        }
        else
        {
            consents.ToListenOn(subscription, listen);
        }
    }
}
