using System.Buffers;
using PubSubLab.Lab;
using PubSubLab.Tui.Drawing;

namespace PubSubLab.Tui.Editing;

/// <summary>Characters of a line as a person sees them.</summary>
internal static class TextElements
{
    private const string Tab = "→ ";

    private static readonly SearchValues<char> s_ascii = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(c => (char)c)]);

    /// <summary>Reads the one at an index.</summary>
    /// <returns>Its length in the line, its shown text, and its columns.</returns>
    public static (int Length, string Shown, int Columns) At(string line, int index)
    {
        if (line[index] == '\t')
        {
            return (1, Tab, Tab.Length);
        }

        var length = OutsideText.ReadElement(line.AsSpan(index), out var shown);
        return (length, shown, CellText.Width(shown));
    }

    /// <summary>End of the character at an index.</summary>
    public static int After(string line, int index) => index >= line.Length ? line.Length : index + At(line, index).Length;

    /// <summary>Begin of the character before an index.</summary>
    public static int Before(string line, int index)
    {
        // An ASCII character begins one, so that the search begins there.
        var at = Math.Max(0, line.AsSpan(0, Math.Max(0, index)).LastIndexOfAny(s_ascii));
        for (var next = After(line, at); next < index; next = After(line, at))
        {
            at = next;
        }

        return at;
    }

    /// <summary>The nearest index at or before this one that is not inside a character.</summary>
    public static int Snap(string line, int index) =>
        index <= 0 ? 0 : index >= line.Length ? line.Length : Before(line, index) is var before && After(line, before) > index ? before : index;
}
