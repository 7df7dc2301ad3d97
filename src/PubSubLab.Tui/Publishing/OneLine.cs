using PubSubLab.Lab;

namespace PubSubLab.Tui.Publishing;

/// <summary>A task's text on one line.</summary>
internal static class OneLine
{
    /// <summary>The beginning of a text, with its lines one after another and without their indents.</summary>
    public static string Of(string text, int most) =>
        string.Join(' ', OutsideText.Begin(text, most).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) + (text.Length > most ? "…" : "");
}
