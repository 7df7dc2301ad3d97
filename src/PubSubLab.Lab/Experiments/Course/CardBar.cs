namespace PubSubLab.Lab.Experiments;

/// <summary>A bar of a card's picture.</summary>
/// <param name="Label">A label of a few words.</param>
/// <param name="Value">Its length, on the picture's one scale.</param>
/// <param name="Shown">The value as a person reads it, with its unit.</param>
public sealed record CardBar(string Label, double Value, string Shown)
{
    /// <summary>The widest label and value that a picture shows; what is longer is cut.</summary>
    public const int MostText = 24;

    /// <summary>A picture of bars, a line each, in a number of columns.</summary>
    public static IReadOnlyList<(string Label, string Full, string Empty, string Shown)> Draw(IReadOnlyList<CardBar> bars, int width)
    {
        var label = Math.Min(MostText, bars.Select(b => b.Label.Length).DefaultIfEmpty().Max());
        var shown = Math.Min(MostText, bars.Select(b => b.Shown.Length).DefaultIfEmpty().Max());
        var room = Math.Max(1, width - label - shown - 4);
        var highest = bars.Select(b => b.Value).Where(double.IsFinite).DefaultIfEmpty().Max();
        return [.. bars.Select(b =>
        {
            var (full, empty) = TextBar.Of(b.Value, highest, room);
            return (TextBar.Cut(b.Label, label).PadRight(label), full, empty, TextBar.Cut(b.Shown, shown).PadLeft(shown));
        })];
    }
}
