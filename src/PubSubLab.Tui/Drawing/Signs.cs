using System.Text;

namespace PubSubLab.Tui.Drawing;

/// <summary>Frames and signs for a terminal that knows ASCII only.</summary>
internal static class Signs
{
    private const string Fancy = "─━═│║┃┌┐└┘╔╗╚╝├┤┬┴┼╠╣▁▂▃▄▅▆▇█░▒▓▸▶◂◀▲▼●○◆◇✓✗†↑↓→←↻↔⟳…•■»≠‖×·┄╾⊘◐↳µ▾◌‹›ƒ┊";
    private const string Plain = "--=|||+++++++++++++++..::-==#.:#>><<^v*o#oVX+^v><@~@.*#>!Ix..-0oLuvo<>f:";

    /// <summary>All signs beside ASCII that the screen is drawn with; each takes a column.</summary>
    public static string All => Fancy;

    private static readonly string[] s_variables = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <summary>Whether the terminal's encoding is UTF-8. One for the process, as its terminal is.</summary>
    public static bool AsciiOnly { get; set; }

    /// <summary>Whether the environment says that the terminal is not UTF-8: LC_ALL, else LC_CTYPE, else LANG decides (POSIX, Locale).</summary>
    public static bool SaysAscii(Func<string, string?> environment)
    {
        var locale = s_variables.Select(environment).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        return locale is not null && !locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) && !locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text as this terminal can show it, as wide as before.</summary>
    public static string Shown(string text) => AsciiOnly && !Ascii.IsValid(text) ? ToAscii(text) : text;

    /// <summary>The text in ASCII, as wide as before; what has no sign of its own becomes a question mark.</summary>
    public static string ToAscii(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var at = rune.IsBmp ? Fancy.IndexOf((char)rune.Value) : -1;
            if (rune.IsAscii)
            {
                plain.Append((char)rune.Value);
            }
            else if (at >= 0)
            {
                plain.Append(Plain[at]);
            }
            else
            {
                plain.Append('?', Math.Max(0, rune.GetColumns()));
            }
        }

        return plain.ToString();
    }

    /// <summary>Every sign has a plain one.</summary>
    internal static bool IsComplete => Fancy.Length == Plain.Length;
}
