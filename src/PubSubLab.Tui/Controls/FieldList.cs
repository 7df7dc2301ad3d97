using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Controls;

/// <summary>The fields and buttons of a form in their order, and which has the focus.</summary>
internal sealed class FieldList(ThemeChoice theme)
{
    private readonly List<View> _items = [];

    /// <summary>Adds a field or button to a form.</summary>
    public T Add<T>(View to, T item)
        where T : View
    {
        _items.Add(item);
        to.Add(item);
        return item;
    }

    /// <summary>Whether a text field has the focus, so that characters are text.</summary>
    public bool IsTyping => _items.Any(i => i is TextField { HasFocus: true } or TaskEditor { HasFocus: true });

    /// <summary>Whether one of them has the focus.</summary>
    public bool HasFocus => _items.Any(i => i.HasFocus);

    /// <summary>The choice that has the focus; null where none has.</summary>
    public StepField? FocusedChoice => _items.OfType<StepField>().FirstOrDefault(c => c.HasFocus);

    /// <summary>The button that has the focus; null where none has.</summary>
    public LabButton? FocusedButton => _items.OfType<LabButton>().FirstOrDefault(b => b.HasFocus);

    /// <summary>Moves the focus along the order.</summary>
    /// <returns>False where there is nothing further in that direction.</returns>
    public bool Move(int by)
    {
        var at = _items.FindIndex(i => i.HasFocus) + by;
        while (at >= 0 && at < _items.Count && !_items[at].Visible)
        {
            at += Math.Sign(by);
        }

        if (at < 0 || at >= _items.Count)
        {
            return false;
        }

        Focus(_items[at]);
        return true;
    }

    /// <summary>Moves the focus along the order, and from one end to the other.</summary>
    public void MoveAround(int by)
    {
        if (Move(by))
        {
            return;
        }

        if (by > 0)
        {
            FocusFirst();
        }
        else
        {
            FocusLast();
        }
    }

    /// <summary>Moves the focus to the next button in a direction; it stays where there is none.</summary>
    public void MoveToButton(int by)
    {
        var order = by > 0 ? _items : Enumerable.Reverse(_items);
        if (order.SkipWhile(i => !i.HasFocus).Skip(1).FirstOrDefault(i => i is LabButton { Visible: true }) is { } button)
        {
            Focus(button);
        }
    }

    public void FocusFirst() => Focus(_items.First(i => i.Visible));

    public void FocusLast() => Focus(_items.Last(i => i.Visible));

    /// <summary>Gives every field the look of its state.</summary>
    public void Style()
    {
        foreach (var field in _items.OfType<TextField>())
        {
            Style(field, theme.Current);
        }
    }

    /// <summary>Gives a field the look of its state.</summary>
    public static void Style(TextField field, Theme theme)
    {
        var scheme = field.HasFocus ? theme.FocusedFieldScheme : theme.FieldScheme;
        if (!ReferenceEquals(field.GetScheme(), scheme))
        {
            field.SetScheme(scheme);
        }
    }

    // Typed text replaces the text of a field of one line.
    private static void Focus(View item)
    {
        item.SetFocus();
        if (item is TextField field)
        {
            field.MoveEnd();
            field.SelectAll();
        }
    }
}
