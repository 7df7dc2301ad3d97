namespace PubSubLab.Lab;

/// <summary>Suggests the allowed word nearest to a misspelt one.</summary>
public static class Nearest
{
    // A word of so many letters may have a wrong one.
    private const int LettersPerMistake = 3;

    /// <summary>The choice that a word is nearly: with a letter or two wrong, missing, too much, or in the wrong order; null where there is none.</summary>
    public static string? To(string word, IEnumerable<string> choices) =>
        choices.Select(c => (Choice: c, Mistakes: Mistakes(word.ToUpperInvariant(), c.ToUpperInvariant())))
            .Where(c => c.Mistakes <= Math.Max(1, Math.Min(word.Length, c.Choice.Length) / LettersPerMistake))
            .OrderBy(c => c.Mistakes).ThenBy(c => c.Choice, StringComparer.Ordinal)
            .Select(c => c.Choice).FirstOrDefault();

    /// <summary>As a sentence to end a message with, a space before it; empty where there is none.</summary>
    public static string Question(string word, IEnumerable<string> choices) => To(word, choices) is { } meant ? $" Did you mean '{meant}'?" : "";

    // The optimal string alignment distance: letters inserted, deleted, replaced, and neighbours exchanged.
    private static int Mistakes(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
