using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Screen;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Panes;

/// <summary>Everything that happened, line by line, straight from the journal's ring: only the lines in sight are read.</summary>
internal sealed class LogPane : Pane
{
    /// <summary>Fewer lines that went by undrawn are scrolled back to in a moment.</summary>
    private const int WorthSaying = 1_000;

    private const string LongHint = "text   !text   key=value   worker=w1   kind=nacked   #12   ↑ earlier filters   Enter keeps it, Esc clears it";
    private const string ShortHint = "text  !text  key=value  kind=nacked  #12  Enter keeps, Esc clears, ↑ earlier";

    private readonly Action _details;
    private long _appended = -1;
    private long _second;
    private int _version = -1;
    private bool _filtering;

    public LogPane(ScreenState screen, Action details)
        : base(screen)
    {
        _details = details;
        FilterField = new LabTextField { X = 12, Y = 1, Width = Dim.Fill(1), Height = 1, Visible = false, TabStop = TabBehavior.NoStop };
        FilterField.ValueChanged += (_, e) =>
        {
            screen.Log.SetFilter(LogFilter.Parse(e.NewValue ?? ""));
            SetNeedsDraw();
        };
        Add(FilterField);
    }

    /// <summary>Where the filter is typed; in sight only while it is.</summary>
    public TextField FilterField { get; }

    public override KeyScope Scope => KeyScope.Log;

    protected override string Caption
    {
        get
        {
            var log = Screen.Log;
            var state = Screen.IsPlaying ? "playing" : log.Following ? log.NotDrawn >= WorthSaying ? $"following, {log.NotDrawn:N0} not drawn" : "following" : log.NewSincePause > 0 ? $"paused, {log.NewSincePause:N0} new" : "paused";
            var filter = log.Filter.IsEmpty ? "" : $" ─ filter {log.Filter.Text}";
            var count = log.Filter.IsEmpty ? $"{log.Count:N0} {(log.Count == 1 ? "event" : "events")}" : $"{log.Count:N0} of {Screen.Journal.Appended - Screen.Journal.Dropped:N0} events";
            var progress = log.Complete ? "" : $" ({log.Progress:P0} looked at)";
            var dropped = Screen.Journal.Dropped > 0 ? $", {Screen.Journal.Dropped:N0} older ones let go" : "";
            return $"4 Message log ─ {state}{filter} ─ {count}{progress}{dropped}";
        }
    }

    protected override string? CaptionRight => Screen.TimeFormat switch
    {
        TimeFormat.Ago => "time: ago",
        TimeFormat.SinceLineAbove => "time: since the line above",
        _ => null,
    };

    /// <summary>Opens the line in which the filter is typed, with the last filter in it.</summary>
    public void StartFilter(string text)
    {
        Screen.Filters.Begin(text);
        FilterField.Visible = true;
        FilterField.SetFocus();
        ShowFilter(text);

        // What is typed now is another filter, not the end of the last one.
        FilterField.SelectAll();
    }

    /// <summary>Puts a filter into the line; the log shows what it lets through.</summary>
    public void ShowFilter(string text)
    {
        FilterField.Text = text;
        FilterField.MoveEnd();
        SetNeedsDraw();
    }

    /// <summary>Closes the line in which the filter is typed; the filter stays.</summary>
    public void EndFilter()
    {
        FilterField.Visible = false;
        SetFocus();
        SetNeedsDraw();
    }

    /// <summary>Moves the selection.</summary>
    public void Move(int lines)
    {
        Screen.Log.Move(lines);
        SelectionMoved();
    }

    /// <summary>The number of lines that are in sight.</summary>
    public int PageSize => Math.Max(1, LinesArea(Inner).Height - 1);

    /// <summary>Tells everyone which message is selected now.</summary>
    public void SelectionMoved()
    {
        // Of a line that is about none, none: what is done next is not to be done to another.
        Screen.SelectedMessage = Screen.Log.ReadSelected()?.Message ?? (Screen.Log.Following ? Screen.SelectedMessage : null);
        Screen.Changed();
    }

    protected override bool HasMoved()
    {
        FieldList.Style(FilterField, Screen.Theme);
        var log = Screen.Log;
        var (appended, second) = (Screen.Journal.Appended, Screen.TimeFormat == TimeFormat.Ago ? (long)Screen.Journal.Now.TotalSeconds : 0);
        var searching = !log.Complete;
        log.Advance();
        var moved = appended != _appended || _version != Screen.Version || second != _second || searching || _filtering != FilterField.Visible;
        (_appended, _version, _second, _filtering) = (appended, Screen.Version, second, FilterField.Visible);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var log = Screen.Log;
        if (FilterField.Visible)
        {
            painter.Put(inner.X + 1, inner.Y, "/ filter", Role.Accent);
            painter.Put(inner.X + 1, inner.Y + 1, inner.Width - 2 >= LongHint.Length ? LongHint : ShortHint, Role.Dim, inner.Width - 2);
        }

        var area = LinesArea(inner);
        log.Height = Math.Max(1, area.Height);
        var page = log.ReadPage(out var above);
        if (page.Count == 0)
        {
            var nothing = log.Filter.IsEmpty ? "Nothing has happened yet. Publish a task: p does it, with what stands in the form."
                : log.Complete ? $"No event matches '{log.Filter.Text}'. {log.Filter.WhyNothing()}Esc shows everything again."
                : "Looking …";
            painter.PutWrapped(area.X + 1, area.Y, nothing, Role.Dim, area.Width - 1, Math.Max(1, area.Height));
            return;
        }

        for (var row = 0; row < page.Count; row++)
        {
            PaintLine(painter, area, area.Y + row, page[row], row == 0 ? above : page[row - 1]);
        }
    }

    protected override void Pressed(Point at)
    {
        var row = at.Y - LinesArea(Inner).Y;
        if (row >= 0)
        {
            Screen.Log.SelectRow(row);
            SelectionMoved();
        }
    }

    protected override void DoubleClicked(Point at) => _details();

    protected override void Wheeled(int lines)
    {
        Screen.Log.Scroll(lines);
        Screen.Changed();
    }

    private void PaintLine(Painter painter, Rectangle area, int y, LabEvent e, LabEvent? above)
    {
        var selected = e.Sequence == Screen.Log.Selected;
        var x = area.X + 1;
        painter.Put(area.X, y, selected ? "▸" : " ", Role.Accent, selected: selected && HasFocus);
        foreach (var segment in LogLine.Head(e, above, Screen.TimeFormat, Screen.Journal))
        {
            x = painter.Put(x, y, segment.Text, segment.Role, area.Right - x, selected && HasFocus);
        }

        painter.Line(x, y, area.Right - x, LogLine.Tail(e), Screen.Log.Sideways, selected && HasFocus);
    }

    private Rectangle LinesArea(Rectangle inner) => FilterField.Visible
        ? new Rectangle(inner.X, inner.Y + 2, inner.Width, Math.Max(0, inner.Height - 2))
        : inner;
}
