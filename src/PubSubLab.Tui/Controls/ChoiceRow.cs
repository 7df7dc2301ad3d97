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

    /// <summary>The first choice that is shown: where they are wider than the row, those before it give way to the chosen one.</summary>
    private int First
    {
        get
        {
            var (first, width) = (Index, WidthOf(Index));
            while (first > 0 && width + WidthOf(first - 1) <= Viewport.Width)
            {
                width += WidthOf(--first);
            }

            return first;
        }
    }

    public void Choose(int by)
    {
        Index = (Index + by + _choices.Count) % _choices.Count;
        SetNeedsDraw();
    }

    protected override void Paint(Painter painter) => painter.Line(
        0, 0, Viewport.Width,
        Enumerable.Range(First, _choices.Count - First).SelectMany(i => new[]
        {
            new Segment($"{(i == Index ? "(•)" : "( )")} {_choices[i]}", i != Index ? Role.Dim : HasFocus ? Role.FocusedField : Role.Strong), new Segment("  ", Role.Normal),
        }));

    // With the mark before it and the gap behind.
    private int WidthOf(int choice) => CellText.Width(_choices[choice]) + 6;

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        if (!mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            return false;
        }

        SetFocus();
        var x = 0;
        for (var i = First; i < _choices.Count; i++)
        {
            x += WidthOf(i);
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
