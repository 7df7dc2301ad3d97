using PubSubLab.Lab;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.TopologyPage;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks what a worker is to be: handler, users, where it listens for them, how much it may have in hand.</summary>
internal sealed class WorkerOverlay : FormOverlay
{
    // Where it listens can be long: a filter with users in it.
    private const int RouteRows = 3;

    private readonly Func<WorkerSpec, IRoutingStrategy?, string?> _accept;
    private readonly ChoiceRow _handler;
    private readonly TextField _users;
    private readonly StepField? _route;
    private readonly int _routeRow;
    private readonly TextField? _subscription;
    private readonly TextField _maxInFlight;
    private readonly WorkerSpec _spec;

    /// <summary>Asks.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="worker">The worker to change; null to spawn one.</param>
    /// <param name="spec">What stands in the fields at first.</param>
    /// <param name="route">The strategy that stands there at first; null where the worker has its subscription already.</param>
    /// <param name="accept">Takes the answer, with the strategy that the worker listens by; returns what is wrong with it, or null, and then the window closes.</param>
    public WorkerOverlay(ScreenState screen, Worker? worker, WorkerSpec spec, string? route, Func<WorkerSpec, IRoutingStrategy?, string?> accept)
        : base(screen, worker is null ? "Spawn a worker with" : $"Worker {worker.Name}", worker is null ? "Spawn" : "Apply")
    {
        (_spec, _accept) = (spec, accept);
        _handler = AddChoice("Handler", screen.Session.Handlers.Names, spec.Handler);
        _users = AddText("For users", string.Join(", ", spec.Accepts.UserIds), "with commas; empty takes everything. Nacks others.");
        if (route is not null)
        {
            _route = AddStep("Route by", RouteChoice.Names, route, () =>
            {
                _users!.Text = RouteChoice.UserFor(_route!.Index, _users.Text);
                _subscription!.Visible = _route.Index == 0;
            });
            _routeRow = Leave(RouteRows);
            _subscription = AddText("Listens on", (_route.Index == 0 ? spec.Subscription : null) ?? screen.Session.Workers.DefaultSubscription, () => Strategy is null ? "a subscription that is there" : "where the strategy says, above");
            _subscription.Visible = _route.Index == 0;
        }
        else
        {
            AddFixed("Listens on", worker?.Subscription ?? spec.Subscription ?? "the experiment's subscription");
        }

        _maxInFlight = AddText(
            "In hand", $"{spec.MaxInFlight}", worker is null ? "at most, at the same time" : "at most; changing it restarts the worker", width: 8);
        AddButtons();
    }

    private IRoutingStrategy? Strategy => _route is null ? null : RouteChoice.StrategyAt(_route.Index);

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
        if (!int.TryParse(_maxInFlight.Text.Trim(), out var max) || max is < 1 or > 100_000)
        {
            return $"'{_maxInFlight.Text.Trim()}' is no limit on what is in hand; write a whole number from 1 to 100,000.";
        }

        var subscription = Strategy is null && _subscription is not null ? _subscription.Text.Trim() : "";
        if (subscription.Length > 0 && ResourceId.WhyNot(subscription) is { } reason)
        {
            return reason;
        }

        var users = Users();
        var spec = _spec with
        {
            Handler = _handler.Chosen,
            Accepts = users.Length == 0 ? AcceptanceRule.Everything : AcceptanceRule.Users(users),
            MaxInFlight = max,
            Subscription = _subscription is null ? _spec.Subscription : subscription.Length == 0 || subscription == Screen.Session.Workers.DefaultSubscription ? null : subscription,
        };
        return _accept(spec, Strategy);
    }

    /// <summary>Where it would listen, as far as the users are written.</summary>
    private string ListensOn()
    {
        if (Strategy is not { } strategy)
        {
            return "";
        }

        try
        {
            var route = Screen.Session.Router.ListenFor(strategy, [.. Users().Select(UserKey.Parse)]);
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
