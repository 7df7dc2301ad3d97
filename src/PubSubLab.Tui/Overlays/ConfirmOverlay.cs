using PubSubLab.Tui.Controls;
using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks before something that cannot be taken back. The safe answer has the focus.</summary>
internal sealed class ConfirmOverlay : Overlay
{
    private readonly FieldList _fields;
    private readonly string _title;
    private readonly string _question;

    /// <summary>A question with one or more ways to go on, beside the way back.</summary>
    public ConfirmOverlay(ThemeChoice theme, string title, string question, params IReadOnlyList<(string Label, Action Confirmed)> answers)
        : base(theme)
    {
        (_title, _question) = (title, question);
        _fields = new FieldList(theme);
        _fields.Add(this, new LabButton(theme, () => "Cancel", () => Close()) { X = 2, Y = Pos.AnchorEnd(3) });
        var x = 14;
        foreach (var (label, confirmed) in answers)
        {
            _fields.Add(this, new LabButton(theme, () => label, () =>
            {
                Close();
                confirmed();
            })
            { X = x, Y = Pos.AnchorEnd(3) });
            x += label.Length + 6;
        }
    }

    protected override string Caption => _title;

    public override Size SizeOn(Size screen) => new(Math.Min(screen.Width - 4, 70), 6 + CellText.Wrap(_question, Math.Min(screen.Width - 4, 70) - 4).Count);

    public override void Enter() => _fields.FocusFirst();

    public override void Choose(int by) => MoveField(by);

    public override void Move(int lines) => MoveField(lines);

    public override void MoveField(int by) => _fields.MoveAround(Math.Sign(by));

    public override void GoToFirst() => _fields.FocusFirst();

    public override void GoToLast() => _fields.FocusLast();

    public override void Accept() => _fields.FocusedButton?.Press();

    protected override bool HasMoved() => false;

    protected override void Paint(Painter painter, Rectangle inner)
    {
        var y = inner.Y + 1;
        foreach (var line in CellText.Wrap(_question, inner.Width - 2))
        {
            painter.Put(inner.X + 1, y++, line, Role.Normal);
        }
    }
}
