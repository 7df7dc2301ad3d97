using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Recordings;
using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Panes;

/// <summary>Everything that happened, line by line, straight from the journal's ring: only the lines in sight are read.</summary>
internal sealed class LogPane : Pane, IPane
{
    private const int SidewaysStep = 8;

    private readonly LabJournal _journal;
    private readonly LogView _log;
    private readonly FilterHistory _filters;
    private readonly LogExport _export;
    private readonly MessageDetails _details;
    private readonly CommandSet _commands;
    private readonly Playback _playback;
    private readonly PaneNavigator _navigator;
    private readonly Preferences _preferences;
    private readonly Revision _revision;
    private readonly Dialogs _dialogs;
    private readonly ScreenKeys _keys;
    private readonly Notices _notices;
    private readonly FollowedMessage _followed;
    private readonly WayBack _back;

    // Whether a line in sight is cut at its right end, so that scrolling there shows more.
    private bool _isCut;
    private long _appended = -1;
    private long _second;
    private int _version = -1;
    private bool _filtering;
    private bool _wasTooFast;

    // Whether the line shows an earlier filter that the person has neither typed nor chosen.
    private bool _isOffered;

    public LogPane(
        ThemeChoice theme, LabJournal journal, LogView log, FilterHistory filters, LogExport export, MessageDetails details, CommandSet commands, Playback playback,
        PaneNavigator navigator, Preferences preferences, Revision revision, Dialogs dialogs, ScreenKeys keys, Notices notices, FollowedMessage followed, ExperimentRunner experiments, WayBack back)
        : base(theme)
    {
        (_journal, _log, _filters, _export, _details) = (journal, log, filters, export, details);
        (_commands, _playback, _navigator, _preferences, _revision) = (commands, playback, navigator, preferences, revision);
        (_dialogs, _keys, _notices, _followed, _back) = (dialogs, keys, notices, followed, back);

        experiments.Started += (_, _) => ShowRun();
        FilterField = new LabTextField { X = 12, Y = 1, Width = Dim.Fill(1), Height = 1, Visible = false, TabStop = TabBehavior.NoStop };
        FilterField.ValueChanged += (_, e) =>
        {
            if (!_isOffered)
            {
                _log.SetFilter(LogFilter.Parse(e.NewValue ?? ""));
            }

            SetNeedsDraw();
        };
        Add(FilterField);
    }

    /// <summary>Where the filter is typed; in sight only while it is.</summary>
    public TextField FilterField { get; }

    public static int Order => 400;

    public static PaneDescription Description { get; } = new(
        PaneId.Log, "Message log", PanePlace.Bottom, KeyScope.Log,
        new(CommandIds.PaneLog, KeyScope.Anywhere, "Message log", "Focuses the message log.", "4", "Alt+4") { Order = 24 })
    {
        Number = 4,
    };

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        Description.Open,
        new(CommandIds.Filter, KeyScope.Anywhere, "Filter log", "Filters the log: text, !text, key=value, worker=w1, kind=nacked, #12. Up and Down recall earlier filters.", "/") { Hint = 87, HintIn = [(KeyScope.Log, 6)] },
        new(CommandIds.ClearFilter, KeyScope.Log, "Clear filter", "Clears the filter."),
        new(CommandIds.FilterKeep, KeyScope.FilterLine, "Keep filter", "Leaves the line and keeps the filter.", "Enter", "Tab") { Hint = 1, InPalette = false },
        new(CommandIds.FilterDrop, KeyScope.FilterLine, "Clear filter", "Leaves the line and clears the filter.", "Esc") { Hint = 2, InPalette = false },
        new(CommandIds.FilterEarlier, KeyScope.FilterLine, "Earlier filter", "Recalls the filter used before.", "Up") { Hint = 3, InPalette = false },
        new(CommandIds.FilterLater, KeyScope.FilterLine, "Later filter", "Recalls the filter used after.", "Down") { InPalette = false },
        new(CommandIds.Export, KeyScope.Anywhere, "Export …", "Asks how to export the filtered log: as NDJSON or CSV.", "o"),
        new(CommandIds.ExportLog, KeyScope.Anywhere, "Export log", "Exports the filtered log to the current folder as NDJSON, one event per line."),
        new(CommandIds.ExportCsv, KeyScope.Anywhere, "Export log as CSV", "Exports the filtered log to the current folder as CSV."),
        new(CommandIds.LogDetails, KeyScope.Log, "Details", "Opens the message's journey, attributes and body; a line about no message as a whole.", "Enter") { Hint = 5, InPalette = false },
        new(CommandIds.LogUp, KeyScope.Log, "Up", "Scrolls one line up and holds the log.", [.. MovingKeys.Up]) { InPalette = false },
        new(CommandIds.LogDown, KeyScope.Log, "Down", "Scrolls one line down. Below the newest line the log follows again.", [.. MovingKeys.Down]) { InPalette = false },
        new(CommandIds.LogPageUp, KeyScope.Log, "Page up", "Scrolls one page up and holds the log.", [.. MovingKeys.PageUp]) { InPalette = false },
        new(CommandIds.LogPageDown, KeyScope.Log, "Page down", "Scrolls one page down.", [.. MovingKeys.PageDown]) { InPalette = false },
        new(CommandIds.LogTop, KeyScope.Log, "Oldest", "Goes to the oldest stored line.", [.. MovingKeys.First]) { InPalette = false },
        new(CommandIds.LogFollow, KeyScope.Log, "Newest", "Goes to the newest line and follows the log.", [.. MovingKeys.Last]) { Hint = 75 },
        new(CommandIds.LogLeft, KeyScope.Log, "Scroll left", "Scrolls the lines left.", [.. MovingKeys.Left]) { InPalette = false },
        new(CommandIds.LogRight, KeyScope.Log, "Scroll right", "Scrolls cut lines right.", [.. MovingKeys.Right]) { InPalette = false },
    ];

    public override KeyScope? LineScope => FilterField is { Visible: true, HasFocus: true } ? KeyScope.FilterLine : null;

    protected override string Caption => LogCaption.Of(_journal, _log, _playback, _followed, _keys);

    protected override string? CaptionRight => _preferences.TimeFormat switch
    {
        TimeFormat.Ago => "time: ago",
        TimeFormat.SinceLineAbove => "time: since the line above",
        _ => null,
    };

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.Filter, AskForFilter, title: () => HasFocus ? "Filter" : null);
        commands.Add(CommandIds.FilterKeep, () => EndFilter(FilterField.Text));
        commands.Add(CommandIds.FilterDrop, () => EndFilter(""));
        commands.Add(CommandIds.FilterEarlier, () => ShowFilter(_filters.Go(-1, FilterField.Text)));
        commands.Add(CommandIds.FilterLater, () => ShowFilter(_filters.Go(1, FilterField.Text)));
        commands.Add(CommandIds.ClearFilter, ClearFilter, () => _log.Filter.IsEmpty ? "no filter is set; / sets one." : null);
        commands.Add(CommandIds.Export, AskHowToExport, _export.WhyNot);
        commands.Add(CommandIds.ExportLog, () => _export.Write("ndjson", JournalFile.Write, AskForPart), _export.WhyNot);
        commands.Add(CommandIds.ExportCsv, () => _export.Write("csv", JournalFile.WriteCsv, AskForPart), _export.WhyNot);
        commands.Add(CommandIds.LogUp, () => _log.Move(-1));
        commands.Add(CommandIds.LogDown, () => _log.Move(1));
        commands.Add(CommandIds.LogPageUp, () => _log.Move(-PageSize));
        commands.Add(CommandIds.LogPageDown, () => _log.Move(PageSize));
        commands.Add(CommandIds.LogTop, _log.MoveToOldest);
        commands.Add(CommandIds.LogFollow, _back.ToNow);
        commands.Add(CommandIds.LogLeft, () => _log.Sideways = Math.Max(0, _log.Sideways - SidewaysStep));
        commands.Add(CommandIds.LogRight, () => _log.Sideways += _isCut ? SidewaysStep : 0);
        commands.Add(
            CommandIds.LogDetails, () => _details.Open(_log.ReadSelected()), () => _log.ReadSelected() is null ? "the log shows no line." : null);
    }

    // A log that was scrolled long ago shows the run that a person starts. One that the person holds stays.
    private void ShowRun()
    {
        if (_playback.HeldAt is null)
        {
            _back.ToNow();
        }
        else
        {
            _notices.Say($"Timeline and log stay held; {_keys.KeyOf(CommandIds.Pause)} shows the run.", () => _playback.HeldAt is not null);
        }
    }

    private void AskHowToExport() => _dialogs.Open(new MenuOverlay(
        Theme, _notices, "Export the filtered log", [.. new[] { CommandIds.ExportLog, CommandIds.ExportCsv }.Select(id => MenuChoice.Of(_commands, _keys.Get(id)))]));

    private void AskForPart(string missing, Action goOn) => _dialogs.Open(new ConfirmOverlay(Theme, "Export a part?", missing, ("Export that part", goOn)));

    private void ClearFilter()
    {
        _filters.Add(_log.Filter.Text);
        FilterField.Text = "";
        _log.SetFilter(LogFilter.None);
    }

    /// <summary>Opens the line in which the filter is typed. The last filter is in it, and new text takes its place.</summary>
    private void AskForFilter()
    {
        _navigator.Go(PaneId.Log);
        var text = _log.Filter.IsEmpty ? _filters.Last : _log.Filter.Text;
        _filters.Begin(text);
        FilterField.Visible = true;
        FilterField.SetFocus();
        _isOffered = true;
        ShowFilter(text);
        _isOffered = false;
        FilterField.SelectAll();
    }

    /// <summary>Puts a filter into the line; the log shows what it lets through.</summary>
    public void ShowFilter(string text)
    {
        FilterField.Text = text;
        FilterField.MoveEnd();
        SetNeedsDraw();
    }

    /// <summary>Closes the line in which the filter is typed, with a filter that stays.</summary>
    private void EndFilter(string stays)
    {
        _filters.Add(stays.Length > 0 ? stays : _log.Filter.Text);
        FilterField.Text = stays;
        if (_log.Filter.Text != LogFilter.Parse(stays).Text)
        {
            _log.SetFilter(LogFilter.Parse(stays));
        }

        FilterField.Visible = false;
        SetFocus();
        SetNeedsDraw();
    }

    /// <summary>The number of lines that are in sight.</summary>
    public int PageSize => Math.Max(1, LinesArea(Inner).Height - 1);

    protected override bool HasMoved()
    {
        FieldList.Style(FilterField, Theme.Current);
        var (appended, second) = (_journal.Appended, _preferences.TimeFormat == TimeFormat.Ago ? (long)_journal.Now.TotalSeconds : 0);
        var searching = !_log.Complete;
        _log.Advance();
        var tooFast = LogCaption.IsTooFast(_log);
        var moved = appended != _appended || _version != _revision.Number || second != _second || searching || _filtering != FilterField.Visible || tooFast != _wasTooFast;
        (_appended, _version, _second, _filtering, _wasTooFast) = (appended, _revision.Number, second, FilterField.Visible, tooFast);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        if (FilterField.Visible)
        {
            painter.Put(inner.X + 1, inner.Y, "/ filter", Role.Accent);
            painter.Put(inner.X + 1, inner.Y + 1, FilterHint.For(inner.Width - 2), Role.Dim, inner.Width - 2);
        }

        var area = LinesArea(inner);
        _log.Height = Math.Max(1, area.Height);
        var page = _log.ReadPage(out var above);
        if (page.Count == 0)
        {
            var nothing = _log.Filter.IsEmpty ? "Nothing has happened yet. Publish a task: p does it, with what stands in the form."
                : _log.Complete ? $"No event matches '{_log.Filter.Text}'. {_log.Filter.WhyNothing()}Esc in the log shows everything again."
                : "Looking …";
            painter.PutWrapped(area.X + 1, area.Y, nothing, Role.Dim, area.Width - 1, Math.Max(1, area.Height));
            return;
        }

        _isCut = false;
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
            _log.SelectRow(row);
            _revision.Advance();
        }
    }

    protected override void DoubleClicked(Point at) => _commands.Run(CommandIds.LogDetails);

    protected override void Wheeled(int lines)
    {
        _log.Scroll(lines);
        _revision.Advance();
    }

    private void PaintLine(Painter painter, Rectangle area, int y, LabEvent e, LabEvent? above)
    {
        var selected = e.Sequence == _log.Selected;
        var x = area.X + 1;
        var line = painter.As(_followed.Of(e.Message, e.IsEarlier));
        painter.Put(area.X, y, selected ? "▸" : e.IsEarlier ? LogLine.EarlierSign : " ", e.IsEarlier && !selected ? Role.Dim : Role.Accent, selected: selected && HasFocus);
        foreach (var segment in LogLine.Head(e, above, _preferences.TimeFormat, _journal))
        {
            x = line.Put(x, y, segment.Text, segment.Role, area.Right - x, selected && HasFocus);
        }

        _isCut |= line.ScrolledLine(x, y, area.Right - x, LogLine.Tail(e), _log.Sideways, selected && HasFocus);
    }

    private Rectangle LinesArea(Rectangle inner) => FilterField.Visible
        ? new Rectangle(inner.X, inner.Y + 2, inner.Width, Math.Max(0, inner.Height - 2))
        : inner;
}
