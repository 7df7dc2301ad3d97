using System.Net.Http.Json;
using System.Text;
using PubSubLab.EndToEnd.Tests.Support;
using PubSubLab.Tui.Tests.Support;

namespace PubSubLab.EndToEnd.Tests;

/// <summary>Text that disturbs terminals, on the lab's screen in tmux: the lines stay aligned.</summary>
public sealed class OutsideTextOnTheScreenTests
{
    private const int Width = 160;
    private const int Height = 45;

    private static readonly string[] s_values =
    [
        "👩‍💻", "👨‍👩‍👧‍👦", "👍🏽", "🏳️‍🌈", "🇩🇪", "❤️", "1️⃣", "e\u0301\u0302\u0303", "ก็ำ", "क्षि", "\u1112\u1161\u11ab", "a\u202eb", "a\u200fb", "a\u2067b", "a\u061cb", "a\u200bb", "漢字", "x\U000e0041y", "\ue0b0", "\U0001f9ff\U0001fae9", "ሀ",
    ];

    [Fact]
    public async Task The_lines_stay_aligned_whatever_stands_in_an_attribute()
    {
        Assert.SkipUnless(Tmux.IsThere && TerminalWidth.IsKnown, "tmux is not installed, or there is no C library to ask for widths.");
        await using var tmux = await Tmux.OpenAsync(Width, Height);
        await tmux.TypeAsync($"PROJECT_ID=screen LC_ALL=C.UTF-8 {Lab.Program} lab --port 0 --no-config");
        var screen = await tmux.UntilAsync("+ started");
        const string before = "embedded :";
        var from = screen.IndexOf(before, StringComparison.Ordinal) + before.Length;
        using var http = new HttpClient();
        var topic = new Uri($"http://127.0.0.1:{screen[from..screen.IndexOf(' ', from)]}/v1/projects/screen/topics/lab-tasks:publish");
        for (var i = 0; i < s_values.Length; i++)
        {
            var body = new { messages = new[] { new { data = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"text\":\"{s_values[i]}\"}}")), attributes = new Dictionary<string, string> { ["name"] = s_values[i], ["end"] = $"end{i}." } } } };
            using var answer = await http.PostAsJsonAsync(topic, body);
            answer.EnsureSuccessStatusCode();
            screen = await tmux.UntilAsync(s => s.Contains($"end{i}.", StringComparison.Ordinal) && IsAligned(s));
        }

        // The last message's attributes in text fields, and its details.
        await tmux.PressAsync("4", "End", "E");
        await tmux.UntilAsync(s => s.Contains("name=", StringComparison.Ordinal) && IsAligned(s));
    }

    private static bool IsAligned(string screen)
    {
        var rows = screen.TrimEnd('\n').Split('\n');
        return rows.Length == Height && rows[1..^1].Where(r => r.Length > 0 && "╔║╚┌│└".Contains(r[0], StringComparison.Ordinal)).ToList() is { Count: > Height - 4 } panes
            && panes.TrueForAll(r => TerminalWidth.Of(r) == Width && "╗║╝┐│┘".Contains(r[^1], StringComparison.Ordinal));
    }
}
