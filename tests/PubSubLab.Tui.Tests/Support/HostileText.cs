using System.Text;

namespace PubSubLab.Tui.Tests.Support;

/// <summary>Random text of the kinds that disturb terminals, the same for the same seed.</summary>
internal sealed class HostileText(int seed)
{
    private static readonly string[] s_clusters =
    [
        "👩‍💻", "👨‍👩‍👧‍👦", "👍🏽", "🏳️‍🌈", "🇩🇪", "❤️", "1️⃣", "é", "ก็ำ", "क्षि", "각", "🏴\U000e0067\U000e0062\U000e007f", "漢字", "نص", "\U0001f3fd", "\u200d", "\ufe0f", "☺︎",
    ];

    private static readonly (int From, int To)[] s_ranges =
    [
        (0, 0xff), (0x300, 0x36f), (0x590, 0x6ff), (0x900, 0xdff), (0xe00, 0xeff), (0x1100, 0x12ff), (0x2000, 0x206f), (0x2190, 0x2bff), (0x3000, 0x33ff),
        (0xa000, 0xabff), (0xd800, 0xdfff), (0xe000, 0xf8ff), (0xfe00, 0xfeff), (0xff00, 0xffff), (0x1f000, 0x1faff), (0xe0000, 0xe01ef), (0, 0x10ffff),
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(1, 12); i > 0; i--)
        {
            if (_random.Next(3) == 0)
            {
                text.Append(s_clusters[_random.Next(s_clusters.Length)]);
                continue;
            }

            var (from, to) = s_ranges[_random.Next(s_ranges.Length)];
            var point = _random.Next(from, to + 1);
            if (point < 0x10000)
            {
                // Also half a surrogate pair.
                text.Append((char)point);
            }
            else
            {
                text.Append(new Rune(point).ToString());
            }
        }

        return text.ToString();
    }
}
