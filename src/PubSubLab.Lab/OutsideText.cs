using System.Buffers;
using System.Globalization;
using System.Text;

namespace PubSubLab.Lab;

/// <summary>
/// Text from outside, made safe to show: a terminal obeys nothing in it, and every terminal gives it the same width. A character that
/// does not qualify is shown as a picture or as its number in <c>‹ ›</c>.
/// </summary>
public static class OutsideText
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(' ', '\u007f' - ' ').Select(c => (char)c)]);

    /// <summary>The text with nothing in it that a terminal obeys or measures in its own way. The result stays as it is when given again.</summary>
    public static string Printable(string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(s_plain);
        if (at < 0)
        {
            return text;
        }

        // One character back, because a mark belongs to the letter before it.
        at = Math.Max(0, at - 1);
        var safe = new StringBuilder(text.Length + 8).Append(text, 0, at);
        for (var rest = text.AsSpan(at); rest.Length > 0;)
        {
            rest = rest[Append(safe, rest)..];
        }

        return safe.ToString();
    }

    /// <summary>Reads one character as a person sees it.</summary>
    /// <param name="text">The text from there on; not empty.</param>
    /// <param name="shown">The character as <see cref="Printable"/> shows it.</param>
    /// <returns>Its length in the text. An ASCII character always begins one.</returns>
    public static int ReadElement(ReadOnlySpan<char> text, out string shown)
    {
        var safe = new StringBuilder();
        var read = Append(safe, text);
        shown = safe.ToString();
        return read;
    }

    /// <summary>The beginning of a text, at most so many UTF-16 units, never ended inside a character that a person sees as one.</summary>
    public static string Begin(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = 0;
        while (StringInfo.GetNextTextElementLength(text, end) is var length && end + length <= most)
        {
            end += length;
        }

        // One element longer than the whole room is cut between its code points.
        return end > 0 || most <= 0 ? text[..end] : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    /// <summary>The beginning of a UTF-8 text of at most so many bytes, never ended inside a character that a person sees as one.</summary>
    public static string Begin(ReadOnlySpan<byte> utf8, int most)
    {
        if (utf8.Length <= most)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var text = Encoding.UTF8.GetString(utf8[..CodePointEnd(utf8, most)]);
        var last = 0;
        for (var at = 0; at < text.Length; at += StringInfo.GetNextTextElementLength(text, at))
        {
            last = at;
        }

        // Only the bytes after the cut tell whether the last element ends there.
        var following = Encoding.UTF8.GetString(utf8.Slice(CodePointEnd(utf8, most), Math.Min(utf8.Length - CodePointEnd(utf8, most), 16)));
        return last > 0 && StringInfo.GetNextTextElementLength(text[last..] + following) > text.Length - last ? text[..last] : text;
    }

    /// <summary>Where a UTF-8 text may be cut, at most so many bytes from its start: bytes that are no UTF-8 move it by three at most.</summary>
    internal static int CodePointEnd(ReadOnlySpan<byte> utf8, int most)
    {
        var end = most;
        while (end > 0 && most - end < 3 && (utf8[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return (utf8[end] & 0xc0) == 0x80 ? most : end;
    }

    /// <returns>The number of read characters.</returns>
    private static int Append(StringBuilder safe, ReadOnlySpan<char> text)
    {
        var rune = Next(text, out var read);
        if (!CellRunes.HasKnownWidth(rune))
        {
            AppendVisible(safe, rune);
            return read;
        }

        safe.Append(rune.ToString());
        return read + (CellRunes.IsPicture(rune) ? SkipPicture(text[read..])
            : CellRunes.IsKeycap(rune) ? SkipKeycap(text[read..])
            : CellRunes.TakesMarks(rune) ? AppendMarks(safe, text[read..])
            : 0);
    }

    // Terminals disagree about the width of joined, coloured and selected pictures: the first picture alone has a known one.
    private static int SkipPicture(ReadOnlySpan<char> text)
    {
        var skipped = 0;
        while (skipped < text.Length)
        {
            var rune = Next(text[skipped..], out var read);
            if (CellRunes.IsVariation(rune) || CellRunes.IsSkinTone(rune))
            {
                skipped += read;
            }
            else if (rune.Value == CellRunes.Joiner && skipped + read < text.Length && Next(text[(skipped + read)..], out var joined) is var next && CellRunes.IsPicture(next))
            {
                skipped += read + joined;
            }
            else
            {
                break;
            }
        }

        return skipped;
    }

    private static int SkipKeycap(ReadOnlySpan<char> text)
    {
        var skipped = text.Length > 0 && CellRunes.IsVariation(Next(text, out var read)) ? read : 0;
        return skipped < text.Length && text[skipped] == CellRunes.Keycap ? skipped + 1 : skipped;
    }

    private static int AppendMarks(StringBuilder safe, ReadOnlySpan<char> text)
    {
        var taken = 0;
        while (taken < Math.Min(CellRunes.MostMarks, text.Length) && CellRunes.IsMark(text[taken]))
        {
            safe.Append(text[taken++]);
        }

        return taken;
    }

    private static Rune Next(ReadOnlySpan<char> text, out int read)
    {
        // Half a surrogate pair reads as U+FFFD.
        Rune.DecodeFromUtf16(text, out var rune, out read);
        return rune;
    }

    private static void AppendVisible(StringBuilder safe, Rune rune)
    {
        if (rune.Value == '\n')
        {
            safe.Append('↵');
        }
        else if (rune.Value < ' ')
        {
            safe.Append((char)(0x2400 + rune.Value));
        }
        else if (rune.Value == 127)
        {
            safe.Append('␡');
        }
        else if (CellRunes.FlagLetter(rune) is { } letter)
        {
            safe.Append('‹').Append(letter).Append('›');
        }
        else
        {
            safe.Append('‹').Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture)).Append('›');
        }
    }
}
