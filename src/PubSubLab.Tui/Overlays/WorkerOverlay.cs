using PubSubLab.Lab;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Broker;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks for a worker's handler, users, subscription and outstanding limit.</summary>
internal sealed class WorkerOverlay : FormOverlay
{
    // Where it listens can be long: a filter with users in it.
    private const int RouteRows = 3;

    private readonly LabSession _session;
    private readonly RouteChoices _routes;
    private readonly Func<WorkerSpec, IRoutingStrategy?, string?> _accept;
    private readonly ChoiceRow _handler;
    private readonly TextField _users;
    private readonly StepField? _route;
    private readonly int _routeRow;
    private readonly TextField? _subscription;
    private readonly TextField _maxInFlight;
    private readonly WorkerSpec _spec;

    /// <summary>Asks.</summary>
    /// <param name="theme">The theme.</param>
    /// <param name="session">The session.</param>
    /// <param name="routes">The strategies that can be chosen.</param>
    /// <param name="worker">The worker to change; null to spawn one.</param>
    /// <param name="spec">Initial values of the fields.</param>
    /// <param name="offer">The choice of a strategy; null where the worker has its subscription already.</param>
    /// <param name="accept">Takes the answer, with the strategy that the worker listens by; returns what is wrong with it, or null, and then the window closes.</param>
    public WorkerOverlay(
        ThemeChoice theme, LabSession session, RouteChoices routes, Worker? worker, WorkerSpec spec, RouteOffer? offer, Func<WorkerSpec, IRoutingStrategy?, string?> accept)
        : base(theme, worker is null ? "Spawn a worker with" : $"Worker {worker.Name}", worker is null ? "Spawn" : "Apply")
    {
        (_session, _routes, _spec, _accept) = (session, routes, spec, accept);
        _handler = AddChoice("Handler", session.Handlers.Names, spec.Handler, () => session.Handlers.DescriptionOf(_handler!.Chosen));
        _users = AddText("For users", string.Join(", ", spec.Accepts.UserIds), "with commas; empty takes everything. Nacks others.");
        if (offer is not null)
        {
            _route = AddStep("Route by", routes.Names, routes.IndexOf(offer.Chosen), () =>
            {
                _users!.Text = RouteChoices.UserFor(Strategy, _users.Text);
                _subscription!.Visible = _route!.Index == 0;
            });
            _routeRow = Leave(RouteRows);
            _subscription = AddText("Listens on", (_route.Index == 0 ? spec.Subscription : null) ?? session.Workers.DefaultSubscription, () => Strategy is null ? "a subscription that is there" : "where the strategy says, above",
                check: s => Strategy is null && s.Length > 0 ? ResourceId.WhyNot(s) : null);
            _subscription.Visible = _route.Index == 0;
        }
        else
        {
            AddFixed("Listens on", worker?.Subscription ?? spec.Subscription ?? "the experiment's subscription");
        }

        _maxInFlight = AddText(
            "Outstanding", $"{spec.MaxInFlight}", worker is null ? "at most" : "at most; a change restarts the worker", width: 8,
            check: text => MaxOf(text) is null ? $"'{text}' is not an outstanding limit; write a whole number from 1 to 100,000." : null);
        AddButtons();
    }

    private IRoutingStrategy? Strategy => _route is null ? null : _routes.At(_route.Index);

    protected override void PaintMore(Painter painter, Rectangle inner)
    {
        if (Strategy is null)
        {
            return;
        }

        var row = _routeRow;
        foreach (var line in CellText.Wrap(ListensOn(), inner.Right - FieldX - 1).Take(RouteRows))
        {
            PutBeside(painter, inner, row++, line, Role.Dim);
        }
    }

    protected override string? Do()
    {
        var subscription = Strategy is null && _subscription is not null ? _subscription.Text.Trim() : "";
        var users = Users();
        var spec = _spec with
        {
            Handler = _handler.Chosen,
            Accepts = users.Length == 0 ? AcceptanceRule.Everything : AcceptanceRule.Users(users),
            MaxInFlight = MaxOf(_maxInFlight.Text)!.Value,
            Subscription = _subscription is null ? _spec.Subscription : subscription.Length == 0 || subscription == _session.Workers.DefaultSubscription ? null : subscription,
        };
        return _accept(spec, Strategy);
    }

    private static int? MaxOf(string text) => int.TryParse(text, out var max) && max is >= 1 and <= 100_000 ? max : null;

    /// <summary>Where it would listen, as far as the users are written.</summary>
    private string ListensOn()
    {
        if (Strategy is not { } strategy)
        {
            return "";
        }

        try
        {
            var route = _session.Router.ListenFor(strategy, [.. Users().Select(UserKey.Parse)]);
            return $"listens on {route.Subscription}{(route.Filter is { } filter ? $", {filter}" : "")}";
        }
        catch (LabException)
        {
            // Half a UUID, or users that are apart; spawning says which.
            return strategy.Summary;
        }
    }

    private string[] Users() => _users.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
