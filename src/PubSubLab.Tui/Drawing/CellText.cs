using System.Text;

namespace PubSubLab.Tui.Drawing;

/// <summary>
/// Text for cells of a terminal. What came from outside is data: control characters, escape sequences and characters that turn the
/// direction of writing are shown as pictures or numbers and never reach the terminal.
/// </summary>
internal static class CellText
{
    /// <summary>The text with nothing in it that a terminal would obey.</summary>
    public static string Printable(string text)
    {
        var at = 0;
        while (at < text.Length && text[at] is >= ' ' and < '\u007f')
        {
            at++;
        }

        if (at == text.Length)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8).Append(text, 0, at);
        foreach (var rune in text.AsSpan(at).EnumerateRunes())
        {
            AppendPrintable(safe, rune);
        }

        return safe.ToString();
    }

    /// <summary>How many columns the text takes; the text must be printable.</summary>
    public static int Width(string text) => IsAscii(text) ? text.Length : text.GetColumns();

    /// <summary>
    /// The part of a printable text that starts at a column and fits into a width. A wide character that is cut at the start leaves a
    /// space, so that what follows stays in its column.
    /// </summary>
    public static string Slice(string text, int from, int width)
    {
        if (width <= 0)
        {
            return "";
        }

        if (IsAscii(text))
        {
            return from >= text.Length ? "" : text.Substring(from, Math.Min(width, text.Length - from));
        }

        var slice = new StringBuilder();
        var column = 0;
        foreach (var grapheme in GraphemeHelper.GetGraphemes(text))
        {
            var next = column + Math.Max(0, grapheme.GetColumns());
            if (next > from + width)
            {
                break;
            }

            if (column >= from)
            {
                slice.Append(grapheme);
            }
            else if (next > from)
            {
                slice.Append(' ', next - from);
            }

            column = next;
        }

        return slice.ToString();
    }

    /// <summary>The text cut to a width, with … where something was left out.</summary>
    public static string Fit(string text, int width) =>
        width <= 0 ? "" : Width(text) <= width ? text : width == 1 ? "…" : Slice(text, 0, width - 1) + "…";

    /// <summary>The text cut or padded to exactly a width.</summary>
    public static string Pad(string text, int width)
    {
        var fitted = Fit(text, width);
        return fitted + new string(' ', Math.Max(0, width - Width(fitted)));
    }

    /// <summary>Breaks a text into lines at spaces; a word that is too long is broken anywhere.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            WrapParagraph(Printable(paragraph), Math.Max(1, width), lines);
        }

        return lines;
    }

    private static void WrapParagraph(string text, int width, List<string> lines)
    {
        // The indent is kept, as in JSON.
        var words = text.TrimStart(' ');
        var line = new string(' ', Math.Min(text.Length - words.Length, width / 2));
        var empty = true;
        foreach (var word in words.Split(' '))
        {
            var rest = word;
            if (Width(line) + (empty ? 0 : 1) + Width(rest) <= width)
            {
                line += empty ? rest : " " + rest;
                empty = false;
                continue;
            }

            if (!empty)
            {
                lines.Add(line);
            }

            empty = false;

            while (Width(rest) > width)
            {
                var head = Slice(rest, 0, width);
                if (head.Length == 0)
                {
                    break;
                }

                lines.Add(head);
                rest = rest[head.Length..];
            }

            line = rest;
        }

        lines.Add(line);
    }

    private static void AppendPrintable(StringBuilder safe, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n':
                safe.Append('↵');
                break;
            case < 32:
                safe.Append((char)(0x2400 + rune.Value));
                break;
            case 127:
                safe.Append('␡');
                break;
            case >= 0x80 and <= 0x9f:
            case 0x200e or 0x200f or 0x061c or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029 or 0xfeff:
                safe.Append('‹').Append(rune.Value.ToString("x4")).Append('›');
                break;
            default:
                safe.Append(rune.ToString());
                break;
        }
    }

    private static bool IsAscii(string text) => Ascii.IsValid(text);
}
