using PubSubLab.Lab;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Routing;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>The fields and buttons of the composer.</summary>
internal sealed class ComposerFields
{
    private readonly PublisherPane _pane;
    private readonly LabSession _session;
    private readonly FormPublisher _publisher;
    private readonly RouteChoices _routes;
    private readonly TextField _userId;
    private readonly TextField _attributes;
    private readonly TextField _orderingKey;
    private readonly StepField _route;
    private readonly TextField _count;
    private readonly LabButton _saved;
    private readonly LabButton _outside;
    private (string Task, string User)? _checked;
    private PublishForm? _checkedForm;
    private IReadOnlyList<(string Label, string Problem)> _wrong = [];
    private bool _filling;

    public ComposerFields(
        PublisherPane pane, ThemeChoice theme, LabSession session, FormPublisher publisher, RouteChoices routes, CommandSet commands, TerminalActions terminal)
    {
        (_pane, _session, _publisher, _routes) = (pane, session, publisher, routes);
        List = new FieldList(theme);
        Topic = Row(PublishForm.TopicLabel, l => l.Topic);
        _userId = Row(PublishForm.UserLabel, l => l.User);
        _attributes = Row(PublishForm.AttributesLabel, l => l.Attributes, ", ");
        _orderingKey = Row(PublishForm.OrderingKeyLabel, l => l.OrderingKey);
        _route = List.Add(pane, new StepField(theme, routes.Names, Routed));
        Rows.Add(("Route by", _route, l => l.Route));
        Task = List.Add(pane, new TaskEditor(theme) { Copied = text => terminal.Copy(text) });
        Task.Edited += (_, _) => Read();
        Task.HasFocusChanged += (_, _) => pane.SetNeedsDraw();
        _count = Row(PublishForm.CountLabel, l => l.Count);
        Every = Row(PublishForm.EveryLabel, l => l.Every);
        Publish = List.Add(pane, new LabButton(theme, () => "Publish", () => commands.Run(CommandIds.Publish)));
        Stream = List.Add(pane, new LabButton(theme, () => publisher.IsStreaming ? "Stream ■" : "Stream ▶", () => commands.Run(CommandIds.ToggleStream)));
        _saved = List.Add(pane, new LabButton(theme, () => "Saved", () => commands.Run(CommandIds.SavedTasks)));
        _outside = List.Add(pane, new LabButton(theme, () => "$EDITOR", () => commands.Run(CommandIds.EditOutside)));
        Fill();
        publisher.Replaced += (_, _) => Fill();
    }

    /// <summary>All of them, in the order of the focus.</summary>
    public FieldList List { get; }

    /// <summary>The fields that have a label.</summary>
    public List<(string Label, View Field, Func<ComposerLayout, Rectangle> Place)> Rows { get; } = [];

    public ComposerLayout Layout { get; private set; } = ComposerLayout.Of(Rectangle.Empty);

    public TextField Topic { get; }

    public TaskEditor Task { get; }

    public TextField Every { get; }

    public LabButton Publish { get; }

    public LabButton Stream { get; }

    /// <summary>Explanation of the strategy that has the focus; null for none.</summary>
    public string? Explanation => _route.HasFocus ? _routes.Explain(_route.Index) : null;

    // Shows the form after something else than typing changed it.
    private void Fill()
    {
        var form = _publisher.Form;
        _filling = true;
        Topic.Text = form.Topic;
        Task.Load(form.Task);
        _userId.Text = form.UserId;
        _route.Show(_routes.IndexOf(_routes.Find(form.Route)));
        _attributes.Text = form.Attributes;
        _orderingKey.Text = form.OrderingKey;
        _count.Text = form.Count;
        Every.Text = form.Every;
        _filling = false;
        ShowFields();
    }

    /// <summary>Puts them in their places.</summary>
    /// <param name="inner">The cells inside the frame; empty for a pane of one row.</param>
    public void Arrange(Rectangle inner)
    {
        Layout = ComposerLayout.Of(inner);
        ShowFields();
        if (Layout.IsLine)
        {
            return;
        }

        foreach (var (_, view, place) in Rows)
        {
            view.PlaceAt(place(Layout));
            if (view is TextField { HasFocus: false } text)
            {
                text.InsertionPoint = 0;
            }
        }

        Task.PlaceAt(Layout.Editor);
        Place(Layout.Header, _saved, _outside);
        Place(Layout.Buttons, Publish, Stream);
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
        foreach (var view in _pane.SubViews)
        {
            // A strategy has its own topics: there is nothing to type then.
            view.Visible = !Layout.IsLine && (view != Topic || _route.Index == 0);
        }
    }

    /// <summary>Whether what a field has is wrong.</summary>
    public bool IsWrong(string label) => _wrong.Any(w => w.Label == label);

    /// <summary>The label of the first wrong field; null for none.</summary>
    public string? FirstWrong => _wrong.Count > 0 ? _wrong[0].Label : null;

    /// <summary>The mistake in the focused field, else the first one; null for none.</summary>
    public string? Problem =>
        Rows.Find(r => r.Field.HasFocus) is { Label: { } focused } && _wrong.FirstOrDefault(w => w.Label == focused).Problem is { } here ? here
        : Task.Problem?.Sentence ?? (_wrong.Count > 0 ? _wrong[0].Problem : null);

    /// <summary>Looks for mistakes in the fields where they changed, and whether the task is JSON where it or what its placeholders stand for has.</summary>
    public void Check()
    {
        if (!ReferenceEquals(_checkedForm, _publisher.Form))
        {
            _checkedForm = _publisher.Form;
            _wrong = [.. _publisher.Form.FindProblems()];
            _pane.SetNeedsDraw();
        }

        if (_checked is not var (task, user) || !ReferenceEquals(task, Task.Whole) || user != _userId.Text)
        {
            _checked = (Task.Whole, _userId.Text);
            Task.Problem = new TaskDraft { Json = Task.Whole, UserId = _userId.Text.Trim() }.FindProblem();
            _pane.SetNeedsDraw();
        }
    }

    /// <summary>Purpose of the focused field.</summary>
    public string? Hint(ScreenKeys keys) =>
        Task.HasFocus ? $"Each message gets its own {string.Join(", ", Placeholder.All.Select(p => p.Text))}. {keys.KeyWhileTyping(CommandIds.Publish)} publishes."
        : _userId.HasFocus ? "user_id is an attribute: a worker for other users nacks the message."
        : _attributes.HasFocus ? "a=1, b=2: what filters look at. A value with a comma stands in double quotes."
        : _orderingKey.HasFocus ? "Messages of one key come in order, where the subscription has ordering."
        : Every.HasFocus ? "200ms, 1s; 0 is as fast as possible."
        : null;

    private LabTextField Row(string label, Func<ComposerLayout, Rectangle> place, string lineBreak = " ")
    {
        var field = List.Add(_pane, new LabTextField { Height = 1, TabStop = TabBehavior.NoStop, LineBreak = lineBreak });
        field.ValueChanged += (_, _) => Read();
        field.HasFocusChanged += (_, e) =>
        {
            // A field without the focus shows its beginning.
            if (!e.NewValue)
            {
                field.InsertionPoint = 0;
            }

            _pane.SetNeedsDraw();
        };
        Rows.Add((label, field, place));
        return field;
    }

    private void Routed()
    {
        _userId.Text = RouteChoices.UserFor(_routes.At(_route.Index), _userId.Text);
        Read();
        ShowFields();
        _pane.SetNeedsDraw();
    }

    /// <summary>Where the strategy sends, as far as the form says for whom.</summary>
    public string RoutedTo()
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
                Topic = Topic.Text,
                Task = Task.Whole,
                UserId = _userId.Text,
                Route = _routes.At(_route.Index)?.Name ?? "",
                Attributes = _attributes.Text,
                OrderingKey = _orderingKey.Text,
                Count = _count.Text,
                Every = Every.Text,
            };
        }
    }
}
