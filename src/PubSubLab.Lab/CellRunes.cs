using System.Globalization;
using System.Text;

namespace PubSubLab.Lab;

/// <summary>Properties of a code point in a terminal's cells.</summary>
internal static class CellRunes
{
    /// <summary>ZERO WIDTH JOINER.</summary>
    public const int Joiner = 0x200d;

    /// <summary>COMBINING ENCLOSING KEYCAP.</summary>
    public const char Keycap = '\u20e3';

    /// <summary>Limit of combining marks per letter; more would overlap the neighbouring lines.</summary>
    public const int MostMarks = 2;

    // Letters and digits below Hangul are narrow everywhere, so that a mark on them adds nothing to the width.
    private const int FirstWide = 0x1100;

    // Assigned, but of no width, of one that depends on the neighbours, or of one that the C library of 2022 and newer tables disagree about.
    private static readonly (int From, int To)[] s_disputed =
    [
        (0x0d4e, 0x0d4e), (0x115f, 0x1200), (0x1b4e, 0x1b4f), (0x1b7f, 0x1b7f), (0x1c89, 0x1c8a), (0x2427, 0x2429), (0x2630, 0x2637), (0x268a, 0x268f),
        (0x2ffc, 0x2fff), (0x3164, 0x3164), (0x31e4, 0x31e5), (0x31ef, 0x31ef), (0x3248, 0x324f), (0xa7cb, 0xa7cd), (0xa7da, 0xa7dc),
        (0xd7b0, 0xd7ff), (0xffa0, 0xffa0),
    ];

    // Beyond the first plane: mathematical letters, the older pictures and the ideographs. Newer or rarer ones differ from table to table.
    private static readonly (int From, int To)[] s_agreed =
    [
        (0x1d400, 0x1d7ff), (0x1f300, 0x1f3fa), (0x1f400, 0x1f64f), (0x1f680, 0x1f6d7), (0x1f6e0, 0x1f6ec), (0x1f6f0, 0x1f6fc), (0x1f7e0, 0x1f7eb),
        (0x1f900, 0x1f9ff), (0x1fa70, 0x1fa74), (0x1fa78, 0x1fa7c), (0x1fa80, 0x1fa86), (0x1fa90, 0x1faac), (0x1fab0, 0x1faba), (0x1fac0, 0x1fac5),
        (0x1fad0, 0x1fad9), (0x1fae0, 0x1fae7), (0x1faf0, 0x1faf6), (0x20000, 0x2a6df), (0x2a700, 0x2b738), (0x2b740, 0x2ebe0), (0x2f800, 0x2fa1d),
    ];

    // Marks of Latin, Greek, Cyrillic, Hebrew, Arabic, Thai and Lao. In other scripts marks shape what follows, and widths with it.
    private static readonly (int From, int To)[] s_marks =
    [
        (0x0300, 0x034e), (0x0350, 0x036f), (0x0483, 0x0487), (0x0591, 0x05bd), (0x05bf, 0x05bf), (0x05c1, 0x05c2), (0x05c4, 0x05c5), (0x05c7, 0x05c7),
        (0x0610, 0x061a), (0x064b, 0x065f), (0x0670, 0x0670), (0x06d6, 0x06dc), (0x06df, 0x06e4), (0x06e7, 0x06e8), (0x06ea, 0x06ed),
        (0x0e31, 0x0e31), (0x0e34, 0x0e3a), (0x0e47, 0x0e4e), (0x0eb1, 0x0eb1), (0x0eb4, 0x0ebc), (0x0ec8, 0x0ecd),
    ];

    /// <summary>Whether it is seen, stands alone, and takes the same number of cells in every terminal.</summary>
    public static bool HasKnownWidth(Rune rune) => rune.IsBmp
        ? Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && !Has(s_disputed, rune)
        : Has(s_agreed, rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned;

    /// <summary>Whether it is a picture that joiners, skin tones and variation selectors may follow.</summary>
    public static bool IsPicture(Rune rune) => HasKnownWidth(rune) && rune.Value is (>= 0x1f300 and <= 0x1faff) or (>= 0x2190 and <= 0x2bff) or 0x3030 or 0x303d or 0x3297 or 0x3299 or 0xa9 or 0xae;

    /// <summary>Whether a keycap may follow.</summary>
    public static bool IsKeycap(Rune rune) => rune.Value is (>= '0' and <= '9') or '#' or '*';

    /// <summary>Whether it says how the character before it looks.</summary>
    public static bool IsVariation(Rune rune) => rune.Value is 0xfe0e or 0xfe0f;

    /// <summary>Whether it colours the picture before it.</summary>
    public static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1f3fb and <= 0x1f3ff;

    /// <summary>Whether a mark may stand over it.</summary>
    public static bool TakesMarks(Rune rune) => rune.Value < FirstWide && Rune.IsLetterOrDigit(rune);

    /// <summary>Whether it is a mark that adds nothing to the width of a narrow letter.</summary>
    public static bool IsMark(char sign) => Has(s_marks, new Rune(char.IsSurrogate(sign) ? '\ufffd' : sign));

    /// <summary>The letter of a flag's half; null for anything else.</summary>
    public static char? FlagLetter(Rune rune) => rune.Value is >= 0x1f1e6 and <= 0x1f1ff ? (char)('A' + rune.Value - 0x1f1e6) : null;

    private static bool Has((int From, int To)[] ranges, Rune rune) => Array.Exists(ranges, r => rune.Value >= r.From && rune.Value <= r.To);
}
