using PubSubLab.Lab;
using PubSubLab.Lab.Routing;
using PubSubLab.Lab.Workers;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Panes;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks what a worker is to be: handler, users, where it listens for them, how much it may have in hand.</summary>
internal sealed class WorkerOverlay : Overlay
{
    private const int LabelWidth = 14;

    private const string AsItIs = "none";

    private static readonly IReadOnlyList<string> s_routes = [AsItIs, .. RoutingCatalog.All.Select(r => r.Name)];

    private readonly Worker? _worker;
    private readonly Func<WorkerSpec, IRoutingStrategy?, string?> _accept;
    private readonly FieldList _fields;
    private readonly ChoiceRow _handler;
    private readonly TextField _users;
    private readonly StepField? _route;
    private readonly TextField _maxInFlight;
    private readonly WorkerSpec _spec;
    private string? _error;

    /// <summary>Asks.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="worker">The worker to change; null to spawn one.</param>
    /// <param name="spec">What stands in the fields at first.</param>
    /// <param name="route">The strategy that stands there at first; null where the worker has its subscription already.</param>
    /// <param name="accept">Takes the answer, with the strategy that the worker listens by; returns what is wrong with it, or null, and then the window closes.</param>
    public WorkerOverlay(ScreenState screen, Worker? worker, WorkerSpec spec, string? route, Func<WorkerSpec, IRoutingStrategy?, string?> accept)
        : base(screen)
    {
        (_worker, _spec, _accept) = (worker, spec, accept);
        _fields = new FieldList(screen);
        _handler = _fields.Add(this, new ChoiceRow(screen, screen.Session.Handlers.Names, spec.Handler) { X = LabelWidth + 2, Y = 2, Width = Dim.Fill(2) });
        _users = _fields.Add(this, new TextField { X = LabelWidth + 2, Y = 3, Width = Dim.Fill(2), Height = 1, TabStop = TabBehavior.NoStop, Text = string.Join(", ", spec.Accepts.UserIds) });
        _users.ValueChanged += (_, _) => SetNeedsDraw();
        if (route is not null)
        {
            _route = _fields.Add(this, new StepField(screen, s_routes, SetNeedsDraw) { X = LabelWidth + 2, Y = 5, Width = 20 });
            _route.Show(s_routes.ToList().IndexOf(route));
        }

        _maxInFlight = _fields.Add(this, new TextField { X = LabelWidth + 2, Y = 7, Width = 8, Height = 1, TabStop = TabBehavior.NoStop, Text = $"{spec.MaxInFlight}" });
        _fields.Add(this, new LabButton(screen, () => worker is null ? "Spawn" : "Apply", Submit) { X = 2, Y = 10 });
        _fields.Add(this, new LabButton(screen, () => "Cancel", () => Close!()) { X = 14, Y = 10 });
        _fields.Style();
    }

    public override bool IsTyping => _fields.IsTyping;

    protected override string Caption => _worker is null ? "Spawn a worker with" : $"Worker {_worker.Name}";

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 76), 14);

    public override void Enter() => _fields.FocusFirst();

    public override void MoveField(int by)
    {
        if (!_fields.Move(by))
        {
            if (by > 0)
            {
                _fields.FocusFirst();
            }
            else
            {
                _fields.FocusLast();
            }
        }

        SetNeedsDraw();
    }

    public override void Move(int lines) => MoveField(Math.Sign(lines));

    public override void Choose(int by)
    {
        if (_handler.HasFocus)
        {
            _handler.Choose(by);
        }
        else if (_route is { HasFocus: true })
        {
            _route.Choose(by);
        }
        else
        {
            MoveField(by);
        }
    }

    public override void Accept()
    {
        if (_fields.FocusedButton is { } button)
        {
            button.Press();
        }
        else
        {
            Submit();
        }
    }

    protected override bool HasMoved()
    {
        _fields.Style();
        return false;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        _fields.Style();
        painter.Put(inner.X + 1, 2, "Handler", Role.Dim);
        painter.Put(inner.X + 1, 3, "For users", Role.Dim);
        painter.Put(LabelWidth + 2, 4, "with commas; empty takes everything. It nacks the others.", Role.Dim, inner.Width - LabelWidth - 2);
        painter.Put(inner.X + 1, 5, _route is null ? "Listens on" : "Route by", Role.Dim);
        if (_route is null)
        {
            painter.Put(LabelWidth + 2, 5, _worker?.Subscription ?? _spec.Subscription ?? "the experiment's subscription", Role.Normal, inner.Width - LabelWidth - 2);
        }
        else
        {
            painter.Put(LabelWidth + 2, 6, ListensOn(), Role.Dim, inner.Width - LabelWidth - 2);
        }

        painter.Put(inner.X + 1, 7, "In hand", Role.Dim);
        painter.Put(LabelWidth + 2, 8, _worker is null ? "at most, at the same time" : "at most; another figure restarts the worker in good order", Role.Dim, inner.Width - LabelWidth - 2);
        if (_error is not null)
        {
            var y = 11;
            foreach (var line in CellText.Wrap("✗ " + _error, inner.Width - 2).Take(2))
            {
                painter.Put(inner.X + 1, y++, line, Role.Bad);
            }
        }
    }

    private void Submit()
    {
        _error = Read(out var spec) ?? _accept(spec!, Strategy);
        if (_error is null)
        {
            Close();
        }
        else
        {
            SetNeedsDraw();
        }
    }

    private IRoutingStrategy? Strategy => _route is null or { Index: 0 } ? null : RoutingCatalog.All[_route.Index - 1];

    /// <summary>Where it would listen, as far as the users are written.</summary>
    private string ListensOn()
    {
        if (Strategy is not { } strategy)
        {
            return $"listens on {Screen.Session.Workers.DefaultSubscription}";
        }

        try
        {
            var route = Screen.Session.Router.ListenFor(strategy, [.. Users().Select(UserKey.Parse)]);
            return $"{route.Subscription}{(route.Filter is { } filter ? $", {filter}" : "")}";
        }
        catch (LabException)
        {
            // Half a UUID, or users that are apart; spawning says which.
            return strategy.Summary;
        }
    }

    private string[] Users() => _users.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string? Read(out WorkerSpec? spec)
    {
        spec = null;
        if (!int.TryParse(_maxInFlight.Text.Trim(), out var max) || max is < 1 or > 100_000)
        {
            return $"'{_maxInFlight.Text.Trim()}' is no limit on what is in hand; write a whole number from 1 to 100,000.";
        }

        var users = Users();
        spec = _spec with
        {
            Handler = _handler.Chosen,
            Accepts = users.Length == 0 ? AcceptanceRule.Everything : AcceptanceRule.Users(users),
            MaxInFlight = max,
        };
        return null;
    }
}
