using PubSubLab.Lab;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>The form that says what is published.</summary>
internal sealed class PublisherPane : Pane, IPane
{
    private const int LabelWidth = 14;
    private const int CountWidth = 7;
    private const int EveryX = LabelWidth + 1 + CountWidth + 8;
    private const int BesideX = 42;
    private const int BesideWidth = BesideX + 28;

    private readonly LabSession _session;
    private readonly FormPublisher _publisher;
    private readonly RouteChoices _routes;
    private readonly PublishOutcome _outcome;
    private readonly ScreenKeys _keys;
    private readonly Revision _revision;
    private readonly PaneNavigator _navigator;
    private readonly Notices _notices;
    private readonly FieldList _fields;
    private readonly List<(string Label, View Field, int Row)> _rows = [];
    private readonly TextField _topic;
    private readonly TextField _task;
    private readonly TextField _userId;
    private readonly StepField _route;
    private readonly TextField _attributes;
    private readonly TextField _orderingKey;
    private readonly TextField _count;
    private readonly TextField _every;
    private readonly LabButton _publish;
    private readonly LabButton _stream;
    private (int, object?, bool, string?) _shown;
    private bool _filling;
    private string? _told;

    public PublisherPane(
        ThemeChoice theme, LabSession session, FormPublisher publisher, RouteChoices routes, PublishOutcome outcome, CommandSet commands, ScreenKeys keys, Revision revision,
        PaneNavigator navigator, Notices notices)
        : base(theme)
    {
        (_session, _publisher, _routes, _outcome, _keys, _revision, _navigator, _notices) = (session, publisher, routes, outcome, keys, revision, navigator, notices);
        _fields = new FieldList(theme);
        _topic = Row("Topic");
        _task = Row("Task");
        _userId = Row("user_id");
        _route = _fields.Add(this, new StepField(theme, routes.Names, Routed));
        _rows.Add(("Route by", _route, _rows.Count));
        _attributes = Row("Attributes");
        _orderingKey = Row("Ordering key");
        _count = Row("Count", isReplaced: true);
        _every = _fields.Add(this, new LabTextField { Height = 1, TabStop = TabBehavior.NoStop }, isReplaced: true);
        _every.ValueChanged += (_, _) => Read();
        _every.HasFocusChanged += (_, _) => SetNeedsDraw();
        _publish = _fields.Add(this, new LabButton(theme, () => "Publish", () => commands.Run(CommandIds.Publish)));
        _stream = _fields.Add(this, new LabButton(theme, () => publisher.IsStreaming ? "Stream ■" : "Stream ▶", () => commands.Run(CommandIds.ToggleStream)));
        Fill();
        publisher.Replaced += (_, _) => Fill();
        SubViewsLaidOut += (_, _) => SetNeedsDraw();
    }

    public static int Order => 130;

    public static PaneDescription Description { get; } = new(
        PaneId.Publisher, "Publisher", PanePlace.Left, KeyScope.Publisher,
        new(CommandIds.PanePublisher, KeyScope.Anywhere, "Publisher", "Focuses the publisher form. Pressed again, its first field.", "1", "Alt+1") { Order = 21 })
    {
        Number = 1,
    };

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.FormPublish, KeyScope.Publisher, "Publish", "Publishes from any field, or presses the focused button.", "Enter") { Hint = 5, InPalette = false, InLabOnly = true },
        new(CommandIds.FormNext, KeyScope.Publisher, "Next field", "Focuses the next field. After the last, the next pane.", "Tab") { InPalette = false },
        new(CommandIds.FormPrevious, KeyScope.Publisher, "Previous field", "Focuses the previous field. Before the first, the previous pane.", "Shift+Tab") { InPalette = false },
        new(CommandIds.FormDown, KeyScope.Publisher, "Field below", "Focuses the field below.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.FormUp, KeyScope.Publisher, "Field above", "Focuses the field above.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.FormLeft, KeyScope.Publisher, "Choice before", "Selects the previous strategy in 'Route by'.", "Left") { InPalette = false },
        new(CommandIds.FormRight, KeyScope.Publisher, "Next choice", "Selects the next strategy in 'Route by'.", "Right") { InPalette = false },
        new(CommandIds.FormLeave, KeyScope.Publisher, "Leave field", "Leaves the field for [ Publish ], where single keys work.", "Esc") { InPalette = false },
    ];

    protected override string Caption
    {
        get
        {
            var doing = _publisher.IsStreaming ? " ─ streaming" : _publisher.IsBursting ? " ─ publishing" : "";
            return $"1 Publisher{doing}{(doing.Length > 0 && _session.Publisher.Pace.Factor is not 1 and var factor ? $" ×{factor:0.###}" : "")}";
        }
    }

    /// <summary>Goes to [ Publish ]: there the next key to press is obvious, and single keys work.</summary>
    public override void Enter()
    {
        if (!HasFocus || !_fields.HasFocus)
        {
            Leave();
        }
    }

    public override void EnterAfresh() => Leave();

    public override void EnterAtStart() => _fields.FocusFirst();

    public void AddTo(CommandSet commands)
    {
        string? NoChoice() => _fields.FocusedChoice is null ? "nothing is chosen here; Up and Down move to 'Route by'." : null;
        commands.Add(CommandIds.FormPublish, () => (_fields.FocusedButton ?? _publish).Press());
        commands.Add(CommandIds.FormNext, () => MoveOut(1));
        commands.Add(CommandIds.FormPrevious, () => MoveOut(-1));
        commands.Add(CommandIds.FormDown, () => _fields.Move(1));
        commands.Add(CommandIds.FormUp, () => _fields.Move(-1));
        commands.Add(CommandIds.FormLeft, () => _fields.FocusedChoice!.Choose(-1), NoChoice);
        commands.Add(CommandIds.FormRight, () => _fields.FocusedChoice!.Choose(1), NoChoice);
        commands.Add(CommandIds.FormLeave, Leave);
    }

    // From a field to the button.
    private void Leave() => _publish.SetFocus();

    private void MoveOut(int by)
    {
        if (!_fields.Move(by))
        {
            _navigator.GoBy(by);
        }
    }

    // Shows the form after something else than typing changed it.
    private void Fill()
    {
        var form = _publisher.Form;
        _filling = true;
        _topic.Text = form.Topic;
        _task.Text = form.Task;
        _userId.Text = form.UserId;
        _route.Show(_routes.IndexOf(_routes.Find(form.Route)));
        ShowTopic();
        _attributes.Text = form.Attributes;
        _orderingKey.Text = form.OrderingKey;
        _count.Text = form.Count;
        _every.Text = form.Every;
        _filling = false;
    }

    public override void Arrange(Size size)
    {
        var (width, height) = (size.Width, size.Height);
        var dense = height < 14;
        var field = Math.Max(8, width - LabelWidth - 3);
        foreach (var (label, view, row) in _rows)
        {
            view.PlaceAt(new Rectangle(LabelWidth + 1, 1 + row, label == "Count" ? CountWidth : field, 1));
            if (view is TextField { HasFocus: false } text)
            {
                text.InsertionPoint = 0;
            }
        }

        var count = _rows.Count;
        _every.PlaceAt(new Rectangle(EveryX, count, Math.Clamp(width - EveryX - 2, 6, 10), 1));

        // A low pane has its rows for what there is to say.
        var beside = dense && width >= BesideWidth;
        _publish.X = beside ? BesideX : 2;
        _stream.X = (beside ? BesideX : 2) + 12;
        _publish.Y = _stream.Y = count + (beside ? 0 : dense ? 1 : 2);
    }

    protected override bool HasMoved()
    {
        _fields.Style();
        (int, object?, bool, string?) shown = (_revision.Number, _publisher.Progress, _publisher.IsStreaming, _publisher.Error);
        var moved = shown != _shown || _publisher.Silence is not null;
        if (_publisher.Refusal is { } refusal && refusal != _told && !PublishOutcome.Fits(refusal, OutcomeArea(Inner)))
        {
            _told = refusal;
            _notices.Fail(refusal);
        }
        else if (_publisher.Refusal is null)
        {
            _told = null;
        }

        if (moved)
        {
            _publish.SetNeedsDraw();
            _stream.SetNeedsDraw();
        }

        _shown = shown;
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        _fields.Style();
        foreach (var (label, field, row) in _rows)
        {
            painter.Put(inner.X + 1, 1 + row, label, field.HasFocus ? Role.Strong : Role.Dim, LabelWidth - 1);
        }

        if (!_topic.Visible)
        {
            painter.Put(LabelWidth + 1, 1, RoutedTo(), Role.Dim, inner.Right - LabelWidth - 2);
        }

        painter.Put(EveryX - 6, _rows.Count, "every", _every.HasFocus ? Role.Strong : Role.Dim);
        _outcome.Paint(painter, OutcomeArea(inner), _route.HasFocus ? _routes.Explain(_route.Index) : null, HintOfFocused());
    }

    protected override void Pressed(Point at)
    {
        if (_rows.Find(r => r.Row + 1 == at.Y) is { Field: { } field })
        {
            field.SetFocus();
        }
    }

    /// <summary>The rows below the buttons.</summary>
    private Rectangle OutcomeArea(Rectangle inner)
    {
        var y = _publish.Frame.Y + 1;
        return new Rectangle(inner.X + 1, y, inner.Width - 2, inner.Bottom - y);
    }

    private string? HintOfFocused() =>
        _userId.HasFocus ? "user_id is an attribute: a worker for other users nacks the message."
        : _attributes.HasFocus ? "a=1, b=2: what filters look at. A value with a comma stands in double quotes."
        : _orderingKey.HasFocus ? "Messages of one key come in order, where the subscription has ordering."
        : _every.HasFocus ? "200ms, 1s; 0 is as fast as possible."
        : null;

    private LabTextField Row(string label, bool isReplaced = false)
    {
        var field = _fields.Add(this, new LabTextField { Height = 1, TabStop = TabBehavior.NoStop }, isReplaced);
        field.ValueChanged += (_, _) => Read();
        field.HasFocusChanged += (_, e) =>
        {
            // A field without the focus shows its beginning.
            if (!e.NewValue)
            {
                field.InsertionPoint = 0;
            }

            SetNeedsDraw();
        };
        _rows.Add((label, field, _rows.Count));
        return field;
    }

    private void Routed()
    {
        _outcome.RouteChosen();
        _userId.Text = RouteChoices.UserFor(_routes.At(_route.Index), _userId.Text);
        Read();
        ShowTopic();
        SetNeedsDraw();
    }

    /// <summary>A strategy has its own topics: there is nothing to type then.</summary>
    private void ShowTopic() => _topic.Visible = _route.Index == 0;

    /// <summary>Where the strategy sends, as far as the form says for whom.</summary>
    private string RoutedTo()
    {
        try
        {
            return _publisher.Form.ToRoute() is var (strategy, user) ? "→ " + _session.Router.PublishTo(strategy, user).Topic : "";
        }
        catch (LabException)
        {
            // Half a UUID, or a user that is nowhere; publishing says which.
            return "→ where user_id says";
        }
    }

    private void Read()
    {
        if (!_filling)
        {
            _publisher.Form = new PublishForm
            {
                Topic = _topic.Text,
                Task = _task.Text,
                UserId = _userId.Text,
                Route = _routes.At(_route.Index)?.Name ?? "",
                Attributes = _attributes.Text,
                OrderingKey = _orderingKey.Text,
                Count = _count.Text,
                Every = _every.Text,
            };
        }
    }
}
