using PubSubLab.Tui.Drawing;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Controls;

/// <summary>One of a few: ( ) echo  (•) slow  ( ) flaky.</summary>
internal sealed class ChoiceRow : PaintedView
{
    private readonly IReadOnlyList<string> _choices;

    public ChoiceRow(ThemeChoice theme, IReadOnlyList<string> choices, string chosen)
        : base(theme)
    {
        _choices = choices;
        Index = Math.Max(0, choices.ToList().IndexOf(chosen));
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
        Height = 1;
    }

    public int Index { get; private set; }

    public IReadOnlyList<string> Choices => _choices;

    public string Chosen => _choices[Index];

    public void Choose(int by)
    {
        Index = (Index + by + _choices.Count) % _choices.Count;
        SetNeedsDraw();
    }

    protected override void Paint(Painter painter) => painter.Line(
        0, 0, Viewport.Width,
        _choices.SelectMany((c, i) => new[]
        {
            new Segment($"{(i == Index ? "(•)" : "( )")} {c}", i != Index ? Role.Dim : HasFocus ? Role.FocusedField : Role.Strong), new Segment("  ", Role.Normal),
        }));

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            return false;
        }

        SetFocus();
        var x = 0;
        for (var i = 0; i < _choices.Count; i++)
        {
            x += _choices[i].Length + 6;
            if ((mouse.Position?.X ?? 0) < x)
            {
                Choose(i - Index);
                break;
            }
        }

        return true;
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        SetNeedsDraw();
    }
}
