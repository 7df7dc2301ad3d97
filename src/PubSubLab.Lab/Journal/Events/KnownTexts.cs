namespace PubSubLab.Lab.Journal;

/// <summary>Texts that come again and again, each kept once; beyond a number of different ones, those that come are kept as they are. Used under the journal's lock.</summary>
internal sealed class KnownTexts(int most)
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The same text, kept once.</summary>
    public string Once(string text)
    {
        if (_texts.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_texts.Count < most)
        {
            _texts.Add(text, text);
        }

        return text;
    }
}
