using System.Text;

namespace PubSubLab.Tui.Keys;

/// <summary>A key press in the key table's words: <c>k</c>, <c>+</c>, <c>Ctrl+P</c>, <c>Shift+Tab</c>, <c>F1</c>.</summary>
internal static class Chord
{
    private static readonly Dictionary<KeyCode, string> s_names = new()
    {
        [KeyCode.Enter] = "Enter",
        [KeyCode.Esc] = "Esc",
        [KeyCode.Tab] = "Tab",
        [KeyCode.Space] = "Space",
        [KeyCode.Backspace] = "Backspace",
        [KeyCode.Delete] = "Delete",
        [KeyCode.Insert] = "Insert",
        [KeyCode.Home] = "Home",
        [KeyCode.End] = "End",
        [KeyCode.PageUp] = "PageUp",
        [KeyCode.PageDown] = "PageDown",
        [KeyCode.CursorUp] = "Up",
        [KeyCode.CursorDown] = "Down",
        [KeyCode.CursorLeft] = "Left",
        [KeyCode.CursorRight] = "Right",
    };

    /// <summary>Names the key.</summary>
    public static string From(Key key)
    {
        var bare = key.KeyCode & ~(KeyCode.CtrlMask | KeyCode.AltMask | KeyCode.ShiftMask);
        var text = new StringBuilder();
        text.Append(key.IsCtrl ? "Ctrl+" : "").Append(key.IsAlt ? "Alt+" : "");
        if (s_names.TryGetValue(bare, out var name))
        {
            return text.Append(key.IsShift ? "Shift+" : "").Append(name).ToString();
        }

        if (bare is >= KeyCode.F1 and <= KeyCode.F24)
        {
            return text.Append(key.IsShift ? "Shift+" : "").Append('F').Append((int)(bare - KeyCode.F1) + 1).ToString();
        }

        if (key.IsCtrl || key.IsAlt)
        {
            return text.Append(key.IsShift ? "Shift+" : "").Append(char.ToUpperInvariant((char)bare)).ToString();
        }

        return IsText(key) ? key.AsRune.ToString() : key.ToString();
    }

    /// <summary>Whether the key types a character.</summary>
    public static bool IsText(Key key) => !key.IsCtrl && !key.IsAlt && key.AsRune is var rune && rune.Value >= 32 && !Rune.IsControl(rune);

    /// <summary>Makes the key that a chord names; for tests and for running the table.</summary>
    public static Key ToKey(string chord)
    {
        var parts = chord.Length == 1 ? [chord] : chord.Split('+');
        var last = parts[^1];
        var known = s_names.FirstOrDefault(p => p.Value == last);
        var key = known.Value is not null ? new Key(known.Key)
            : last.Length > 1 && last[0] == 'F' && int.TryParse(last.AsSpan(1), out var n) ? new Key(KeyCode.F1 + (uint)(n - 1))
            : new Key(parts.Length > 1 ? char.ToLowerInvariant(last[0]) : last[0]);
        foreach (var modifier in parts[..^1])
        {
            key = modifier switch { "Ctrl" => key.WithCtrl, "Alt" => key.WithAlt, _ => key.WithShift };
        }

        return key;
    }
}
