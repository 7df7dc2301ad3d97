using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Drawing;

/// <summary>A view with a frame. It draws itself again when what it shows has moved.</summary>
internal abstract class FramedView : PaintedView
{
    protected FramedView(ThemeChoice theme)
        : base(theme)
    {
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
    }

    /// <summary>The frame's title.</summary>
    protected abstract string Caption { get; }

    /// <summary>The frame's text on the right, if it fits.</summary>
    protected virtual string? CaptionRight => null;

    /// <summary>Whether it has a rule with its title above instead of a frame around it: in a small window every row and column counts.</summary>
    public bool IsRuled { get; set; }

    /// <summary>Whether it has one row, for the most important thing that it has to say.</summary>
    protected bool IsRow => Viewport.Height == 1;

    /// <summary>The cells inside the frame, or below the rule.</summary>
    protected Rectangle Inner => IsRuled
        ? new(0, 1, Viewport.Width, Math.Max(0, Viewport.Height - 1))
        : new(1, 1, Math.Max(0, Viewport.Width - 2), Math.Max(0, Viewport.Height - 2));

    /// <summary>Looks whether anything that the pane shows has moved, and if so has it drawn.</summary>
    public void Sample()
    {
        if (Visible && HasMoved())
        {
            SetNeedsDraw();
        }
    }

    /// <summary>Gives the view the focus, or the part of it that takes it.</summary>
    public virtual void Enter() => SetFocus();

    /// <summary>As <see cref="Enter"/>, but not where the focus was in it before.</summary>
    public virtual void EnterAfresh() => Enter();

    protected abstract bool HasMoved();

    protected abstract void Paint(Painter painter, Rectangle inner);

    /// <summary>Reads what is painted in a moment; title and headings may need it too.</summary>
    protected virtual void Prepare(Rectangle inner)
    {
    }

    /// <summary>Paints the one row of a view that has no more: the title, unless there is something better.</summary>
    protected virtual void PaintRow(Painter painter, int width) => painter.Put(1, 0, Caption, HasFocus ? Role.FocusedTitle : Role.Title, width - 1);

    /// <summary>Paints over the frame's or the rule's upper line.</summary>
    protected virtual void PaintHeadings(Painter painter, Rectangle inner)
    {
    }

    /// <summary>A press of the left button inside the frame.</summary>
    protected virtual void Pressed(Point at)
    {
    }

    /// <summary>The wheel, up or down.</summary>
    protected virtual void Wheeled(int lines)
    {
    }

    /// <summary>A double click inside the frame.</summary>
    protected virtual void DoubleClicked(Point at)
    {
    }

    protected sealed override void Paint(Painter painter)
    {
        Prepare(Inner);
        if (IsRow)
        {
            PaintRow(painter, Viewport.Width);
            return;
        }

        if (IsRuled)
        {
            painter.Rule(Viewport.Width, Caption, HasFocus, CaptionRight);
        }
        else
        {
            painter.Frame(Viewport.Width, Viewport.Height, Caption, HasFocus, CaptionRight);
        }

        PaintHeadings(painter, Inner);
        Paint(painter, Inner);
    }

    protected override bool OnMouseEvent(Terminal.Gui.Input.Mouse mouse)
    {
        var at = mouse.Position ?? Point.Empty;
        if (mouse.Flags.HasFlag(MouseFlags.WheeledUp) || mouse.Flags.HasFlag(MouseFlags.WheeledDown))
        {
            Wheeled(mouse.Flags.HasFlag(MouseFlags.WheeledUp) ? -3 : 3);
            SetNeedsDraw();
            return true;
        }

        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed))
        {
            Enter();
            Pressed(at);
            SetNeedsDraw();
            return true;
        }

        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonDoubleClicked))
        {
            DoubleClicked(at);
            return true;
        }

        return false;
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
        SetNeedsDraw();
    }
}
