using System.Buffers;
using System.Text;
using PubSubLab.Lab;

namespace PubSubLab.Tui.Drawing;

/// <summary>
/// Text for cells of a terminal. All that measures or cuts a text here takes it as <see cref="OutsideText"/> shows it.
/// </summary>
internal static class CellText
{
    private static readonly HashSet<string> s_units = new(StringComparer.Ordinal) { "s", "ms", "µs", "min", "h", "d", "%", "B", "kB", "MB", "GB" };

    private const char FirstMark = '\u0300';

    // The signs that the screen is made of take a column each; other text has to be measured.
    private static readonly SearchValues<char> s_oneColumn = SearchValues.Create(string.Concat(Enumerable.Range(' ', '\u007f' - ' ').Select(c => (char)c)) + Signs.All);

    /// <summary>The text with nothing in it that a terminal obeys or measures in its own way.</summary>
    public static string Printable(string text) => IsOneColumnEach(text) ? text : OutsideText.Printable(text);

    /// <summary>Width of the printable text in columns.</summary>
    public static int Width(string text)
    {
        if (IsOneColumnEach(text))
        {
            return text.Length;
        }

        var width = 0;
        foreach (var rune in OutsideText.Printable(text).EnumerateRunes())
        {
            width += ColumnsOf(rune);
        }

        return width;
    }

    /// <summary>
    /// The part of a text that starts at a column and fits into a width, printable. A wide character that is cut at the start leaves a
    /// space, so that what follows stays in its column.
    /// </summary>
    public static string Slice(string text, int from, int width)
    {
        if (width <= 0)
        {
            return "";
        }

        if (IsOneColumnEach(text))
        {
            return from >= text.Length ? "" : text.Substring(from, Math.Min(width, text.Length - from));
        }

        var slice = new StringBuilder();
        var column = 0;
        foreach (var (cell, columns) in Cells(OutsideText.Printable(text)))
        {
            var next = column + columns;
            if (next > from + width)
            {
                break;
            }

            if (column >= from)
            {
                slice.Append(cell);
            }
            else if (next > from)
            {
                slice.Append(' ', next - from);
            }

            column = next;
        }

        return slice.ToString();
    }

    /// <summary>The cells of a printable text with their widths: a character and its combining marks.</summary>
    public static IEnumerable<(string Cell, int Columns)> Cells(string printable)
    {
        for (var at = 0; at < printable.Length;)
        {
            var rune = Rune.GetRuneAt(printable, at);
            var end = at + rune.Utf16SequenceLength;
            while (end < printable.Length && printable[end] >= FirstMark && ColumnsOf(Rune.GetRuneAt(printable, end)) == 0)
            {
                end += Rune.GetRuneAt(printable, end).Utf16SequenceLength;
            }

            yield return (printable[at..end], ColumnsOf(rune));
            at = end;
        }
    }

    /// <summary>Whether all of it is ASCII or signs of the screen, a column each: the common case, and quick to tell.</summary>
    public static bool IsOneColumnEach(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_oneColumn);

    /// <summary>The text cut to a width, with … where something was left out.</summary>
    public static string Fit(string text, int width) =>
        width <= 0 ? "" : Width(text) <= width ? Printable(text) : width == 1 ? "…" : Slice(text, 0, width - 1) + "…";

    /// <summary>The text cut to a width in its middle: names of workers differ at their end.</summary>
    public static string FitMiddle(string text, int width)
    {
        if (Width(text) <= width || width < 3)
        {
            return Fit(text, width);
        }

        var end = (width - 1) / 2;
        return Slice(text, 0, width - 1 - end) + "…" + Slice(text, Width(text) - end, end);
    }

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

    /// <summary>Width of the longest word that <see cref="Wrap"/> keeps whole.</summary>
    public static int LongestWord(string text) => WordsOf(text).Max(Width);

    private static void WrapParagraph(string text, int width, List<string> lines)
    {
        // The indent is kept, as in JSON.
        var words = text.TrimStart(' ');
        var line = new string(' ', Math.Min(text.Length - words.Length, width / 2));
        var empty = true;
        foreach (var word in WordsOf(words))
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

    // A figure and its unit stay together: "of 1" and "s" on two lines are read as something else.
    private static IEnumerable<string> WordsOf(string text)
    {
        string? held = null;
        foreach (var word in text.Split(' '))
        {
            if (held is { Length: > 0 } && char.IsAsciiDigit(held[^1]) && s_units.Contains(word.TrimEnd('.', ',', ';', ':', ')', '?')))
            {
                held += " " + word;
                continue;
            }

            if (held is not null)
            {
                yield return held;
            }

            held = word;
        }

        yield return held ?? "";
    }

    private static int ColumnsOf(Rune rune) => Math.Max(0, rune.GetColumns());
}
