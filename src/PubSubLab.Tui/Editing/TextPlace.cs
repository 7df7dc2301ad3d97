namespace PubSubLab.Tui.Editing;

/// <summary>A place between two characters of a text.</summary>
/// <param name="Line">The line, from 0.</param>
/// <param name="Index">Index of the character after it, from 0.</param>
internal readonly record struct TextPlace(int Line, int Index) : IComparable<TextPlace>
{
    public int CompareTo(TextPlace other) => Line != other.Line ? Line.CompareTo(other.Line) : Index.CompareTo(other.Index);

    public static bool operator <(TextPlace left, TextPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(TextPlace left, TextPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(TextPlace left, TextPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TextPlace left, TextPlace right) => left.CompareTo(right) >= 0;
}
