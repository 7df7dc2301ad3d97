using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>The saved tasks, to put one into the form or to delete it. The first row saves the form.</summary>
internal sealed class SavedTasksOverlay(ThemeChoice theme, SavedTasks tasks, Action<SavedTask> pick, Action save) : Overlay(theme)
{
    private const int NameWidth = 24;
    private const int PreviewLength = 400;

    private int _selected = tasks.All.Count > 0 ? 1 : 0;
    private int _top;

    public override KeyScope Scope => KeyScope.SavedTasks;

    /// <summary>The selected task; null for the row that saves.</summary>
    public SavedTask? Selected => _selected > 0 && _selected <= tasks.All.Count ? tasks.All[_selected - 1] : null;

    protected override string Caption => $"Saved tasks ─ {tasks.All.Count}";

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 84), Math.Min(screen.Height - 2, Math.Clamp(tasks.All.Count + 5, 8, 20)));

    public override void Move(int lines)
    {
        _selected = Math.Clamp(_selected + Math.Clamp(lines, -1_000_000, 1_000_000), 0, tasks.All.Count);
        SetNeedsDraw();
    }

    public override void Accept()
    {
        var chosen = Selected;
        Close();
        if (chosen is null)
        {
            save();
        }
        else
        {
            pick(chosen);
        }
    }

    protected override bool HasMoved()
    {
        // One may have been deleted.
        var moved = _selected > tasks.All.Count;
        _selected = Math.Min(_selected, tasks.All.Count);
        return moved;
    }

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var rows = Math.Max(1, inner.Height - 1);
        _top = ScrollWindow.Top(_top, _selected, rows, tasks.All.Count + 1);
        var all = tasks.All;
        for (var row = 0; row < rows && _top + row <= all.Count; row++)
        {
            var index = _top + row;
            List<Segment> segments = [new Segment(index == _selected ? "▸ " : "  ", Role.Accent)];
            segments.AddRange(index == 0
                ? [new Segment("Save the form as …", Role.Accent)]
                : [
                    new Segment(CellText.Pad(all[index - 1].Name, NameWidth) + " ", Role.Strong),
                    new Segment(Preview(all[index - 1].Form), Role.Dim),
                ]);
            painter.FittedLine(inner.X, inner.Y + row, inner.Width, segments, selected: index == _selected);
        }

        painter.Put(inner.X + 1, inner.Bottom - 1, all.Count == 0 ? "No task is saved yet." : "Enter puts one into the form, Delete deletes it.", Role.Dim, inner.Width - 2);
    }

    protected override void Pressed(Point at)
    {
        if (at.Y - 1 + _top <= tasks.All.Count)
        {
            _selected = Math.Max(0, at.Y - 1 + _top);
            Accept();
        }
    }

    private static string Preview(PublishForm form) => OneLine.Of(form.Task, PreviewLength) + (form.UserId.Length > 0 ? $"  user {form.UserId}" : "");
}
