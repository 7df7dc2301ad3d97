using PubSubLab.Lab;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>The composer: the form that says what is published, with an editor for the task. In little room it is one line.</summary>
internal sealed class PublisherPane : Pane, IPane
{
    private readonly LabSession _session;
    private readonly FormPublisher _publisher;
    private readonly RouteChoices _routes;
    private readonly PublishOutcome _outcome;
    private readonly Revision _revision;
    private readonly PaneNavigator _navigator;
    private readonly Notices _notices;
    private readonly TerminalActions _terminal;
    private readonly ScreenKeys _keys;
    private readonly FieldList _fields;
    private readonly List<(string Label, View Field, Func<ComposerLayout, Rectangle> Place)> _rows = [];
    private readonly TextField _topic;
    private readonly TextField _userId;
    private readonly TextField _attributes;
    private readonly TextField _orderingKey;
    private readonly StepField _route;
    private readonly TaskEditor _task;
    private readonly TextField _count;
    private readonly TextField _every;
    private readonly LabButton _saved;
    private readonly LabButton _outside;
    private readonly LabButton _publish;
    private readonly LabButton _stream;
    private ComposerLayout _layout = ComposerLayout.Of(Rectangle.Empty);
    private (int, object?, bool, string?) _shown;
    private (string Task, string User)? _checked;
    private bool _filling;
    private string? _told;

    public PublisherPane(
        ThemeChoice theme, LabSession session, FormPublisher publisher, RouteChoices routes, PublishOutcome outcome, CommandSet commands, ScreenKeys keys, Revision revision,
        PaneNavigator navigator, Notices notices, TerminalActions terminal)
        : base(theme)
    {
        (_session, _publisher, _routes, _outcome, _keys, _revision, _navigator, _notices, _terminal) =
            (session, publisher, routes, outcome, keys, revision, navigator, notices, terminal);
        _fields = new FieldList(theme);
        _topic = Row("Topic", l => l.Topic);
        _userId = Row("user_id", l => l.User);
        _attributes = Row("Attributes", l => l.Attributes, ", ");
        _orderingKey = Row("Ordering key", l => l.OrderingKey);
        _route = _fields.Add(this, new StepField(theme, routes.Names, Routed));
        _rows.Add(("Route by", _route, l => l.Route));
        _task = _fields.Add(this, new TaskEditor(theme) { Copied = text => terminal.Copy(text) });
        _task.Edited += (_, _) => Read();
        _task.HasFocusChanged += (_, _) => SetNeedsDraw();
        _count = Row("Count", l => l.Count);
        _every = Row("every", l => l.Every);
        _publish = _fields.Add(this, new LabButton(theme, () => "Publish", () => commands.Run(CommandIds.Publish)));
        _stream = _fields.Add(this, new LabButton(theme, () => publisher.IsStreaming ? "Stream ■" : "Stream ▶", () => commands.Run(CommandIds.ToggleStream)));
        _saved = _fields.Add(this, new LabButton(theme, () => "Saved", () => commands.Run(CommandIds.SavedTasks)));
        _outside = _fields.Add(this, new LabButton(theme, () => "$EDITOR", () => commands.Run(CommandIds.EditOutside)));
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
        new(CommandIds.Composer, KeyScope.Anywhere, "Compose", "Focuses the task's editor in the publisher.", "i") { Order = 25 },
        new(CommandIds.FormPublish, KeyScope.Publisher, "Publish", "Publishes from any field, or presses the focused button.", "Enter") { Hint = 5, InPalette = false, InLabOnly = true },
        new(CommandIds.FormNext, KeyScope.Publisher, "Next field", "Focuses the next field. After the last, the next pane.", "Tab") { InPalette = false },
        new(CommandIds.FormPrevious, KeyScope.Publisher, "Previous field", "Focuses the previous field. Before the first, the previous pane.", "Shift+Tab") { InPalette = false },
        new(CommandIds.FormDown, KeyScope.Publisher, "Field below", "Focuses the field below.", "Down") { InPalette = false },
        new(CommandIds.FormUp, KeyScope.Publisher, "Field above", "Focuses the field above.", "Up") { InPalette = false },
        new(CommandIds.FormLeft, KeyScope.Publisher, "Choice before", "Selects the previous strategy in 'Route by'.", "Left") { InPalette = false },
        new(CommandIds.FormRight, KeyScope.Publisher, "Next choice", "Selects the next strategy in 'Route by'.", "Right") { InPalette = false },
        new(CommandIds.FormLeave, KeyScope.Publisher, "Leave field", "Leaves the field for [ Publish ], where single keys work.", "Esc") { InPalette = false },
        new(CommandIds.EditOutside, KeyScope.Publisher, "$EDITOR", "Opens the task in the editor that VISUAL or EDITOR names.", "Ctrl+E") { HintIn = (KeyScope.Publisher, 8) },
        new(CommandIds.EditUndo, KeyScope.Editor, "Undo in the task", "Takes the last change of the task back.", "Ctrl+Z"),
        new(CommandIds.EditRedo, KeyScope.Editor, "Redo in the task", "Makes the change that was taken back again.", "Ctrl+Y"),
        new(CommandIds.EditSelectAll, KeyScope.Editor, "Select the task", "Selects the whole task.", "Ctrl+A"),
        new(CommandIds.EditCut, KeyScope.Editor, "Cut in the task", "Copies the selection and removes it. Ctrl+C copies it.", "Ctrl+X"),
        new(CommandIds.EditPaste, KeyScope.Editor, "Paste into the task", "Inserts what was copied here. The terminal's own paste works too.", "Ctrl+V"),
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

    public override void EnterAtStart()
    {
        if (_layout.IsLine)
        {
            SetFocus();
        }
        else
        {
            _fields.FocusFirst();
        }
    }

    // Between fields in which letters are text, no letter ends a worker.
    public override string? WhyNot(KeyTableEntry entry) =>
        entry.Id is CommandIds.Kill or CommandIds.Stop && _fields.FocusedChoice is not null
            ? $"'Route by' is a field of the form; {_keys.KeyOf(CommandIds.FormLeave)} leaves it first."
            : null;

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
        commands.Add(CommandIds.Composer, Compose);
        commands.Add(CommandIds.EditOutside, EditOutside);
        commands.Add(CommandIds.EditUndo, () => Undo(again: false));
        commands.Add(CommandIds.EditRedo, () => Undo(again: true));
        commands.Add(CommandIds.EditSelectAll, _task.SelectAll);
        commands.Add(CommandIds.EditCut, _task.Cut, () => _task.Selected.Length == 0 ? "nothing is selected; Shift with the arrows selects." : null);
        commands.Add(CommandIds.EditPaste, _task.PasteCopied);
    }

    // From a field to the button.
    private void Leave()
    {
        if (_layout.IsLine)
        {
            SetFocus();
        }
        else
        {
            _publish.SetFocus();
        }
    }

    private void Compose()
    {
        _navigator.Go(PaneId.Publisher);
        if (!_layout.IsLine)
        {
            _task.SetFocus();
        }
    }

    private void Undo(bool again)
    {
        if (!_task.Undo(again))
        {
            _notices.Say(again ? "Nothing was taken back." : "Nothing is left to take back.");
        }
    }

    private void EditOutside()
    {
        var (text, problem) = _terminal.Edit(_task.Whole);
        if (problem is not null)
        {
            _notices.Fail($"$EDITOR: {problem}");
        }
        else if (text is not null)
        {
            _task.Load(text);
        }
    }

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
        _task.Load(form.Task);
        _userId.Text = form.UserId;
        _route.Show(_routes.IndexOf(_routes.Find(form.Route)));
        _attributes.Text = form.Attributes;
        _orderingKey.Text = form.OrderingKey;
        _count.Text = form.Count;
        _every.Text = form.Every;
        _filling = false;
        ShowFields();
    }

    public override void Arrange(Size size)
    {
        _layout = ComposerLayout.Of(new Rectangle(1, 1, size.Width - 2, size.Height - 2));
        ShowFields();
        if (_layout.IsLine)
        {
            return;
        }

        foreach (var (_, view, place) in _rows)
        {
            view.PlaceAt(place(_layout));
            if (view is TextField { HasFocus: false } text)
            {
                text.InsertionPoint = 0;
            }
        }

        _task.PlaceAt(_layout.Editor);
        Place(_layout.Header, _saved, _outside);
        Place(_layout.Buttons, _publish, _stream);
    }

    private static void Place(Rectangle row, params ReadOnlySpan<LabButton> buttons)
    {
        var x = row.X;
        foreach (var button in buttons)
        {
            (button.X, button.Y) = (x, row.Y);
            x += button.Frame.Width + 1;
        }
    }

    // A hidden field takes no focus.
    private void ShowFields()
    {
        foreach (var view in SubViews)
        {
            // A strategy has its own topics: there is nothing to type then.
            view.Visible = !_layout.IsLine && (view != _topic || _route.Index == 0);
        }
    }

    protected override bool HasMoved()
    {
        _fields.Style();
        Check();
        (int, object?, bool, string?) shown = (_revision.Number, _publisher.Progress, _publisher.IsStreaming, _publisher.Error);
        var moved = shown != _shown || _publisher.Silence is not null || _publisher.Away is not null;
        if (_publisher.Refusal is { } refusal && refusal != _told && !PublishOutcome.Fits(refusal, _layout.Outcome))
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
        if (_layout.IsLine)
        {
            new ComposerLine(_publisher, _task.Problem is not null).Paint(painter, inner.X, inner.Y, inner.Width, HasFocus);
            return;
        }

        foreach (var (label, field, place) in _rows)
        {
            var width = field == _every ? ComposerLayout.EveryLabel : ComposerLayout.LabelWidth - 1;
            painter.Put(place(_layout).X - width, place(_layout).Y, label, field.HasFocus ? Role.Strong : Role.Dim, width);
        }

        painter.Put(_layout.Header.X - ComposerLayout.LabelWidth + 1, _layout.Header.Y, "Task", _task.HasFocus ? Role.Strong : Role.Dim);
        if (!_topic.Visible)
        {
            painter.Put(_layout.Topic.X, _layout.Topic.Y, RoutedTo(), Role.Dim, _layout.Topic.Width);
        }

        _outcome.Paint(painter, _layout.Outcome, _route.HasFocus ? _routes.Explain(_route.Index) : null, _task.Problem?.Sentence, HintOfFocused());
    }

    protected override string? CaptionRight => _task.HasFocus && _task.Lines > _layout.Editor.Height ? $"line {_task.At.Line + 1:N0} of {_task.Lines:N0}" : null;

    protected override void Pressed(Point at)
    {
        if (!_layout.IsLine && _rows.Find(r => r.Place(_layout) is var place && place.Y == at.Y && at.X < place.Right && at.X >= place.X - ComposerLayout.LabelWidth) is { Field: { } field })
        {
            field.SetFocus();
        }
    }

    /// <summary>Looks whether the task is JSON, where it or what its placeholders stand for has changed.</summary>
    private void Check()
    {
        if (_checked is not var (task, user) || !ReferenceEquals(task, _task.Whole) || user != _userId.Text)
        {
            _checked = (_task.Whole, _userId.Text);
            _task.Problem = new TaskDraft { Json = _task.Whole, UserId = _userId.Text.Trim() }.FindProblem();
            SetNeedsDraw();
        }
    }

    private string? HintOfFocused() =>
        _task.HasFocus ? $"Each message gets its own {string.Join(", ", Placeholder.All.Select(p => p.Text))}. {_keys.KeyWhileTyping(CommandIds.Publish)} publishes."
        : _userId.HasFocus ? "user_id is an attribute: a worker for other users nacks the message."
        : _attributes.HasFocus ? "a=1, b=2: what filters look at. A value with a comma stands in double quotes."
        : _orderingKey.HasFocus ? "Messages of one key come in order, where the subscription has ordering."
        : _every.HasFocus ? "200ms, 1s; 0 is as fast as possible."
        : null;

    private LabTextField Row(string label, Func<ComposerLayout, Rectangle> place, string lineBreak = " ")
    {
        var field = _fields.Add(this, new LabTextField { Height = 1, TabStop = TabBehavior.NoStop, LineBreak = lineBreak });
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
        _rows.Add((label, field, place));
        return field;
    }

    private void Routed()
    {
        _outcome.RouteChosen();
        _userId.Text = RouteChoices.UserFor(_routes.At(_route.Index), _userId.Text);
        Read();
        ShowFields();
        SetNeedsDraw();
    }

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
                Task = _task.Whole,
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
