using PubSubLab.Lab;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Screen;

namespace PubSubLab.Tui.Commands;

internal static partial class LabCommands
{
    private const string Slow = "slow";
    private const string Echo = "echo";

    private static void AddWorkers(LabWindow w)
    {
        var (c, s) = (w.Commands, w.State);
        var desk = s.Workers;
        c.Add(CommandIds.Spawn, () => Spawn(w, OnChosen(w, desk.ReadNext()), desk.Steering), desk.WhyNoSpawn);
        c.Add(CommandIds.SpawnWith, () => SpawnWith(w), desk.WhyNoSpawn);
        c.Add(CommandIds.Kill, () => WithChosen(s, worker => desk.Kill(worker.Name)), () => NotAlive(w, "r spawns one like it."));
        c.Add(
            CommandIds.Respawn,
            () => WithChosen(s, chosen => Listening(w, desk.IsExperiments(chosen.Name), null, () => s.Work.Start(async ending =>
            {
                var worker = await desk.RespawnAsync(chosen.Name, ending);
                s.Work.Post(() => s.SelectedWorker = worker.Name);
            }))),
            () => s.ReadSelectedWorker() is { IsAlive: false } ended && !ScreenState.IsOther(ended) ? null : NotAlive(w, ""));
        c.Add(
            CommandIds.Stop,
            () => WithChosen(s, worker => s.Work.Start(_ => desk.StopAsync(worker.Name))),
            () => NotAlive(w, "r spawns one like it."));
        c.Add(CommandIds.Slow, () => WithChosen(s, worker => SwitchSlow(s, worker)), () => NotAlive(w, "r spawns one like it."));
        c.Add(CommandIds.SlowAll, () => SwitchAll(s), () => desk.ReadAll().Any(x => x.IsAlive) ? null : "no worker is running; + spawns one.");
        c.Add(CommandIds.EditWorker, () => Edit(w), () => NotAlive(w, "r spawns one like it, n asks first."));
        c.Add(CommandIds.WorkersEdit, () => Edit(w), () => NotAlive(w, "r spawns one like it, n asks first."));
        c.Add(CommandIds.ClearEnded, () => s.Work.Start(_ => desk.ClearEndedAsync()), () => desk.ReadStatus().Any(x => !x.IsAlive) ? null : "no worker has ended.");
        c.Add(CommandIds.WorkersUp, () => w.Workers.Move(-1));
        c.Add(CommandIds.WorkersDown, () => w.Workers.Move(1));
    }

    // Workers come and go on other threads: the one that was there when the key was allowed may have gone since.
    private static void WithChosen(ScreenState s, Action<WorkerStatus> act)
    {
        if (s.ReadSelectedWorker() is { } chosen)
        {
            act(chosen);
        }
        else
        {
            s.Fail("The worker has just gone.");
        }
    }

    private static string? NotAlive(LabWindow w, string wayOut) => w.State.ReadSelectedWorker() switch
    {
        _ when w.Page == PaneId.Topology => "the workers are not in sight here; Esc goes back to them.",
        null when w.State.Experiments.IsRunning => $"'{w.State.Experiments.Running}' has no workers at this moment; Up and Down in the workers (2) choose one of the lab's.",
        null => "there is no worker; + spawns one.",
        { } other when ScreenState.IsOther(other) => $"{other.Name} belongs to another program; end it there.",
        { IsAlive: false } worker => $"{worker.Name} has ended already; {wayOut}",
        _ => null,
    };

    private static void SpawnWith(LabWindow w)
    {
        var (s, into) = (w.State, w.State.Workers.Steering);
        var next = OnChosen(w, s.Workers.ReadNext());
        var (form, route) = (s.Publishing.Form, into is not null ? null : next.Subscription is null || w.Page != PaneId.Topology ? s.NextRoute : "none");
        if (route == "none" && next.Subscription is null && form.Route.Length > 0)
        {
            // Whoever publishes by a strategy wants a worker that listens by it.
            route = form.Route;
            next = next.Accepts.UserIds.Count == 0 && form.UserId.Length > 0 ? next with { Accepts = AcceptanceRule.Users(form.UserId.Trim()) } : next;
        }

        w.Open(new WorkerOverlay(s, null, next, route, (spec, strategy) =>
        {
            if (strategy is not null)
            {
                return SpawnByRoute(w, spec, strategy);
            }

            s.NextRoute = into is null ? "none" : s.NextRoute;
            return Spawn(w, spec, into);
        })
        { Close = w.CloseOverlay });
    }

    // On the page of topics and subscriptions a worker goes to the chosen one.
    private static WorkerSpec OnChosen(LabWindow w, WorkerSpec spec) =>
        w.Page == PaneId.Topology && w.State.Workers.Steering is null && w.Topology.Model.ChosenOf(w.Topology.Model.Read()) is { IsTopic: false } chosen
            ? spec with { Subscription = chosen.Name == w.State.Session.Workers.DefaultSubscription ? null : chosen.Name }
            : spec;

    /// <summary>Spawns a worker that listens where a strategy says for its users.</summary>
    private static string? SpawnByRoute(LabWindow w, WorkerSpec spec, IRoutingStrategy strategy)
    {
        var s = w.State;
        List<Guid> users;
        try
        {
            users = [.. spec.Accepts.UserIds.Select(UserKey.Parse)];
            _ = s.Session.Router.ListenFor(strategy, users);
        }
        catch (LabException e)
        {
            return e.Message;
        }

        Making(w, strategy, () => s.Work.Start(async ending =>
        {
            var routed = await s.Session.Router.ListenAsync(spec with { Subscription = null }, strategy, users, ending);
            var worker = await s.Session.Workers.SpawnAsync(routed with { Name = null }, ending);
            s.Work.Post(() =>
            {
                (s.NextWorker, s.NextRoute, s.SelectedWorker) = (routed with { Name = null }, strategy.Name, worker.Name);
                s.Say($"{worker.Name} listens on {worker.Subscription} for {routed.Accepts.Label}.");
            });
        }));
        return null;
    }

    /// <summary>Makes a strategy's topic and subscription; on a real project it asks once.</summary>
    private static void Making(LabWindow w, IRoutingStrategy strategy, Action make)
    {
        var s = w.State;
        if (!s.IsCloud || s.MakingConfirmed)
        {
            make();
            return;
        }

        w.Open(new ConfirmOverlay(
            s, "Make a topic and a subscription on a real project?",
            $"By {strategy.Name} a message goes through a topic and a subscription of its own. They are new, are labelled as the lab's, go when the lab is "
            + "closed, and the subscription expires by itself; making them takes roles/pubsub.editor. This is asked once.",
            ("Make them", () =>
            {
                s.MakingConfirmed = true;
                make();
            }
        ))
        { Close = w.CloseOverlay });
    }

    private static string? Spawn(LabWindow w, WorkerSpec spec, Steering? into)
    {
        var s = w.State;
        if (into is null)
        {
            s.NextWorker = spec with { Name = null };
            s.NextRoute = spec.Subscription is null ? "none" : s.NextRoute;
        }

        Listening(w, into is not null, spec.Subscription, () => s.Work.Start(async ending =>
        {
            var worker = await s.Workers.SpawnAsync(spec, into, ending);
            s.Work.Post(() => s.SelectedWorker = worker.Name);
        }));
        return null;
    }

    /// <summary>
    /// Does something that takes messages; on a real project it asks once, and offers a subscription that nobody else listens on. An
    /// experiment's subscriptions are its own.
    /// </summary>
    private static void Listening(LabWindow w, bool intoExperiment, string? subscription, Action listen)
    {
        var s = w.State;
        if (!s.IsCloud || s.ListeningConfirmed || intoExperiment)
        {
            listen();
            return;
        }

        if (subscription is not null)
        {
            w.Open(new ConfirmOverlay(
                s, "Take messages on a real project?", $"A worker on {subscription} takes messages away from whoever else listens there; what it acknowledges is gone.",
                ($"On {subscription}", listen))
            { Close = w.CloseOverlay });
            return;
        }

        w.Open(new ConfirmOverlay(
            s, "Take messages on a real project?",
            $"A worker on {s.Session.Options.Subscription} takes messages away from whoever else listens there; what it acknowledges is gone. "
            + $"A temporary subscription gets a copy of what is published to {s.Session.Options.Topic} from now on, is labelled as the lab's, goes "
            + "when the lab is closed, and expires by itself; making it takes roles/pubsub.editor. This is asked once.",
            ("Temporary one", () => s.Work.Start(async ending =>
            {
                var name = await s.Session.UseTemporarySubscriptionAsync(ending);
                s.Work.Post(() =>
                {
                    s.ListeningConfirmed = true;
                    s.Say($"Workers listen on {name} from now on.");
                    listen();
                });
            })),
            ($"On {s.Session.Options.Subscription}", () =>
            {
                s.ListeningConfirmed = true;
                listen();
            }
        ))
        { Close = w.CloseOverlay });
    }

    private static void SwitchSlow(ScreenState s, WorkerStatus worker)
    {
        if (worker.Handler == Slow)
        {
            s.Workers.SwitchHandler(s.HandlerBeforeSlow.GetValueOrDefault(worker.Name, Echo), worker.Name);
        }
        else
        {
            s.HandlerBeforeSlow[worker.Name] = worker.Handler;
            s.Workers.SwitchHandler(Slow, worker.Name);
        }
    }

    /// <summary>All become slow, unless all are: then all become what they were.</summary>
    private static void SwitchAll(ScreenState s)
    {
        var alive = s.Workers.ReadAll().Where(x => x.IsAlive).ToList();
        var off = alive.TrueForAll(x => x.Handler == Slow);
        foreach (var worker in alive.Where(x => x.Handler == Slow == off))
        {
            SwitchSlow(s, worker);
        }

        var whose = s.Workers.Steering is null ? "all workers" : $"all workers of '{s.Experiments.Running}'";
        s.Say(off ? $"Slow is off for {whose}; what they have in hand is finished slowly." : $"Slow is on for {whose}, from their next task on.");
    }

    private static void Edit(LabWindow w) => WithChosen(w.State, chosen =>
    {
        var worker = w.State.Workers.Get(chosen.Name);
        w.Open(new WorkerOverlay(w.State, worker, worker.Spec, null, (spec, _) => Apply(w.State, spec, worker)) { Close = w.CloseOverlay });
    });

    private static string? Apply(ScreenState s, WorkerSpec spec, Worker worker)
    {
        if (spec.MaxInFlight == worker.Spec.MaxInFlight)
        {
            s.Workers.SwitchRule(spec.Accepts, worker.Name);
            s.Workers.SwitchHandler(spec.Handler, worker.Name);
            return null;
        }

        // Flow control is agreed with the broker when the stream opens: another figure needs another stream.
        s.Work.Start(async ending =>
        {
            var next = await s.Workers.ReplaceAsync(worker.Name, spec, ending);
            s.Work.Post(() =>
            {
                s.SelectedWorker = next.Name;
                s.Say($"{worker.Name} stopped in good order; {next.Name} has taken its place with {spec.MaxInFlight:N0} in hand at most.");
            });
        });
        return null;
    }
}
