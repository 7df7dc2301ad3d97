using System.Globalization;
using System.Text;
using PubSubLab.Lab;

namespace PubSubLab.Output;

/// <summary>JSON for a terminal: the same values, with every character escaped that a terminal would obey or measure in its own way.</summary>
internal static class SafeJson
{
    /// <summary>The text with escapes. Outside its strings JSON has only ASCII, so that each such character stands inside of one.</summary>
    public static string Of(string json)
    {
        if (OutsideText.Printable(json) == json)
        {
            return json;
        }

        var safe = new StringBuilder(json.Length + 16);
        foreach (var rune in json.EnumerateRunes())
        {
            var text = rune.ToString();
            if (rune.Value is '\n' or '\r' || OutsideText.Printable(text) == text)
            {
                safe.Append(text);
                continue;
            }

            foreach (var unit in text)
            {
                safe.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return safe.ToString();
    }
}
