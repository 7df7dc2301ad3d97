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
    private readonly PublishOutcome _outcome;
    private readonly Revision _revision;
    private readonly PaneNavigator _navigator;
    private readonly Notices _notices;
    private readonly TerminalActions _terminal;
    private readonly ScreenKeys _keys;
    private readonly ComposerFields _form;
    private (int, object?, bool, string?, int, int) _shown;
    private string? _told;

    public PublisherPane(
        ThemeChoice theme, LabSession session, FormPublisher publisher, RouteChoices routes, PublishOutcome outcome, CommandSet commands, ScreenKeys keys, Revision revision,
        PaneNavigator navigator, Notices notices, TerminalActions terminal)
        : base(theme)
    {
        (_session, _publisher, _outcome, _keys, _revision, _navigator, _notices, _terminal) = (session, publisher, outcome, keys, revision, navigator, notices, terminal);
        _form = new ComposerFields(this, theme, session, publisher, routes, commands, terminal);
        SubViewsLaidOut += (_, _) => SetNeedsDraw();
    }

    public static int Order => 130;

    public static PaneDescription Description { get; } = new(
        PaneId.Publisher, "Publisher", PanePlace.Left, KeyScope.Publisher,
        new(CommandIds.PanePublisher, KeyScope.Anywhere, "Publisher", "Focuses the publisher form. Pressed again, returns to the pane before.", "1", "Alt+1") { Order = 21 })
    {
        Number = 1,
    };

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.Composer, KeyScope.Anywhere, "Compose", "Focuses the task's editor in the publisher.", "i") { Hint = 88, HintIn = [(KeyScope.Publisher, 7)], Order = 25 },
        new(CommandIds.FormPublish, KeyScope.Publisher, "Publish", "Publishes from any field, or presses the focused button.", "Enter") { Hint = 5, InPalette = false, InLabOnly = true },
        new(CommandIds.FormNext, KeyScope.Publisher, "Next field", "Focuses the next field. After the last, the next pane.", "Tab") { InPalette = false },
        new(CommandIds.FormPrevious, KeyScope.Publisher, "Previous field", "Focuses the previous field. Before the first, the previous pane.", "Shift+Tab") { InPalette = false },
        new(CommandIds.FormDown, KeyScope.Publisher, "Field below", "Focuses the field or button below.", "Down") { InPalette = false },
        new(CommandIds.FormUp, KeyScope.Publisher, "Field above", "Focuses the field or button above.", "Up") { InPalette = false },
        new(CommandIds.FormNextButton, KeyScope.Publisher, "Next button", "Focuses the next button. A letter never leads into a text field.", "j") { InPalette = false },
        new(CommandIds.FormPreviousButton, KeyScope.Publisher, "Button before", "Focuses the button before.", "k") { InPalette = false },
        new(CommandIds.FormLeft, KeyScope.Publisher, "Choice before", "Selects the previous strategy in 'Route by'.", "Left") { InPalette = false },
        new(CommandIds.FormRight, KeyScope.Publisher, "Next choice", "Selects the next strategy in 'Route by'.", "Right") { InPalette = false },
        new(CommandIds.FormLeave, KeyScope.Publisher, "Leave field", "Leaves the field for [ Publish ], where single keys work. From there, closes what is on top.", "Esc") { Hint = 6, InPalette = false },
        new(CommandIds.EditOutside, KeyScope.Publisher, "$EDITOR", "Opens the task in the editor that VISUAL or EDITOR names.", "Ctrl+E") { HintIn = [(KeyScope.Publisher, 8)] },
        new(CommandIds.EditUndo, KeyScope.Editor, "Undo in the editor", "Takes the last change in the editor back.", "Ctrl+Z"),
        new(CommandIds.EditRedo, KeyScope.Editor, "Redo in the editor", "Makes the change that was taken back again.", "Ctrl+Y"),
        new(CommandIds.EditSelectAll, KeyScope.Editor, "Select all", "Selects the whole text of the editor.", "Ctrl+A"),
        new(CommandIds.EditCut, KeyScope.Editor, "Cut in the editor", "Copies the selection and removes it. Ctrl+C copies it.", "Ctrl+X"),
        new(CommandIds.EditPaste, KeyScope.Editor, "Paste into the editor", "Inserts what was copied here. The terminal's own paste works too.", "Ctrl+V"),
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
        if (!HasFocus || !_form.List.HasFocus)
        {
            Leave();
        }
    }

    public override void EnterAfresh() => Leave();

    public override void Arrange(Size size) => _form.Arrange(
        size.Height == 1 ? Rectangle.Empty
        : IsRuled ? new Rectangle(0, 1, size.Width, size.Height - 1)
        : new Rectangle(1, 1, size.Width - 2, size.Height - 2));

    protected override void PaintRow(Painter painter, int width) => Line().Paint(painter, 0, 0, width, HasFocus);

    public override void EnterAtStart()
    {
        if (_form.Layout.IsLine)
        {
            SetFocus();
        }
        else
        {
            _form.List.FocusFirst();
        }
    }

    public void AddTo(CommandSet commands)
    {
        string? NoChoice() => _form.List.FocusedChoice is null ? "nothing is chosen here; Up and Down move to 'Route by'." : null;
        commands.Add(CommandIds.FormPublish, () => (_form.List.FocusedButton ?? _form.Publish).Press(), title: () => _form.List.FocusedButton?.Label);
        commands.Add(CommandIds.FormNext, () => MoveOut(1));
        commands.Add(CommandIds.FormPrevious, () => MoveOut(-1));
        commands.Add(CommandIds.FormDown, () => _form.List.Move(1));
        commands.Add(CommandIds.FormUp, () => _form.List.Move(-1));
        commands.Add(CommandIds.FormLeft, () => _form.List.FocusedChoice!.Choose(-1), NoChoice);
        commands.Add(CommandIds.FormRight, () => _form.List.FocusedChoice!.Choose(1), NoChoice);
        commands.Add(CommandIds.FormNextButton, () => _form.List.MoveToButton(1));
        commands.Add(CommandIds.FormPreviousButton, () => _form.List.MoveToButton(-1));
        commands.Add(CommandIds.FormLeave, Leave, instead: () => _form.List.FocusedButton is not null || !_form.List.HasFocus ? CommandIds.CloseTop : null);
        commands.Add(CommandIds.Composer, Compose);
        commands.Add(CommandIds.EditOutside, EditOutside);
        commands.Add(CommandIds.EditUndo, () => Undo(again: false));
        commands.Add(CommandIds.EditRedo, () => Undo(again: true));
        commands.Add(CommandIds.EditSelectAll, () => Editor.SelectAll());
        commands.Add(CommandIds.EditCut, () => Editor.Cut(), () => Editor.Selected.Length == 0 ? "nothing is selected; Shift with the arrows selects." : null);
        commands.Add(CommandIds.EditPaste, () => Editor.PasteCopied());
    }

    // The one that is typed into, which may stand in a window; from elsewhere that of the task.
    private TaskEditor Editor => _terminal.ReadFocus() as TaskEditor ?? _form.Task;

    // From a field to the button.
    private void Leave()
    {
        if (_form.Layout.IsLine)
        {
            // The window gives it the room of a form then.
            SetFocus();
        }
        else
        {
            _form.Publish.SetFocus();
        }
    }

    private void Compose()
    {
        _navigator.Go(PaneId.Publisher);
        if (_form.Layout.IsLine)
        {
            // It has the room of a line also with the focus.
            _navigator.Zoom(PaneId.Publisher);
        }

        _form.Task.SetFocus();
    }

    private void Undo(bool again)
    {
        if (!Editor.Undo(again))
        {
            _notices.Say(again ? "Nothing was taken back." : "Nothing is left to take back.");
        }
    }

    private void EditOutside()
    {
        var (text, problem) = _terminal.Edit(_form.Task.Whole);
        if (problem is not null)
        {
            _notices.Fail($"$EDITOR: {problem}");
        }

        if (text is not null)
        {
            _form.Task.Load(text);
        }
    }

    private void MoveOut(int by)
    {
        if (!_form.List.Move(by))
        {
            _navigator.GoBy(by);
        }
    }

    protected override bool HasMoved()
    {
        _form.List.Style();
        _form.Check();
        (int, object?, bool, string?, int, int) shown =
            (_revision.Number, _publisher.Progress, _publisher.IsStreaming, _publisher.Error, _form.Task.At.Line, _form.Task.Lines);
        var moved = shown != _shown || _publisher.Silence is not null || _publisher.Away is not null;
        if (_publisher.Refusal is { } refusal && refusal != _told && !PublishOutcome.Fits(refusal, _form.Layout.Outcome))
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
            _form.Publish.SetNeedsDraw();
            _form.Stream.SetNeedsDraw();
        }

        _shown = shown;
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        _form.List.Style();
        if (_form.Layout.IsLine)
        {
            Line().Paint(painter, inner.X, inner.Y, inner.Width, HasFocus);
            return;
        }

        foreach (var (label, field, place) in _form.Rows)
        {
            var width = field == _form.Every ? ComposerLayout.ShortLabel : label == PublishForm.CountLabel ? _form.Layout.CountLabel : ComposerLayout.LabelWidth - 1;
            var isWrong = _form.IsWrong(label);
            var (x, y) = (place(_form.Layout).X - width, place(_form.Layout).Y);
            painter.Put(x - 1, y, isWrong ? "✗" : "", Role.Bad);
            painter.Put(x, y, label, isWrong ? Role.Bad : field.HasFocus ? Role.Strong : Role.Dim, width);
        }

        painter.Put(_form.Layout.Header.X - ComposerLayout.LabelWidth + 1, _form.Layout.Header.Y, "Task", _form.Task.HasFocus ? Role.Strong : Role.Dim);
        if (!_form.Topic.Visible)
        {
            painter.Put(_form.Layout.Topic.X, _form.Layout.Topic.Y, _form.RoutedTo(), Role.Dim, _form.Layout.Topic.Width);
        }

        _outcome.Paint(painter, _form.Layout.Outcome, _form.Explanation, _form.Problem, _form.Hint(_keys));
    }

    private ComposerLine Line() => new(_publisher, _publisher.Form.Route.Length == 0 ? _publisher.Form.Topic : _form.RoutedTo(), _form.Task.Problem is not null, _form.FirstWrong);

    protected override string? CaptionRight => _form.Task.HasFocus && _form.Task.Lines > _form.Layout.Editor.Height ? $"{_form.Task.At.Line + 1:N0}/{_form.Task.Lines:N0} lines" : null;

    protected override void Pressed(Point at)
    {
        if (!_form.Layout.IsLine && _form.Rows.Find(r => r.Place(_form.Layout) is var place && place.Y == at.Y && at.X < place.Right && at.X >= place.X - ComposerLayout.LabelWidth) is { Field: { } field })
        {
            field.SetFocus();
        }
    }
}
