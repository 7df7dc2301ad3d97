namespace PubSubLab.Lab;

/// <summary>A bar in characters, and the texts beside it.</summary>
internal static class TextBar
{
    /// <summary>A value's full and empty cells. Anything above zero is seen.</summary>
    public static (string Full, string Empty) Of(double value, double highest, int cells, MidpointRounding rounding = MidpointRounding.ToEven)
    {
        var full = highest > 0 && value > 0 ? Math.Clamp((int)Math.Round(value / highest * cells, rounding), 1, cells) : 0;
        return (new string('█', full), new string('░', cells - full));
    }

    /// <summary>A text of at most so many characters.</summary>
    public static string Cut(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "…";
}
