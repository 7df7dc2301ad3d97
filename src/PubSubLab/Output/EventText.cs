using System.Text;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Output;

/// <summary>An event as a line of text. What comes from a message is data: control characters in it are shown, never sent to the terminal.</summary>
internal static class EventText
{
    private const int LongestBody = 120;

    /// <summary>The line.</summary>
    /// <param name="e">The event.</param>
    /// <param name="openedAt">The journal's <see cref="LabJournal.StartedAt"/>, to which the event's time is added.</param>
    public static string Write(in LabEvent e, DateTimeOffset openedAt)
    {
        var line = new StringBuilder();
        line.Append((openedAt + e.At).ToLocalTime().ToString("HH:mm:ss.fff")).Append("  ");
        line.Append((e.Message is { } m ? $"#{m.Number}" : "").PadRight(7)).Append(WordOf(e.Kind).PadRight(14)).Append((e.Worker ?? "").PadRight(6));
        if (e is { Kind: LabEventKind.Published, Message: { } published })
        {
            line.Append(published.Topic).Append("  ").AppendJoin(' ', published.Attributes.Select(a => $"{a.Key}={a.Value}")).Append("  ");
            line.Append(published.Text.Length > LongestBody ? published.Text[..LongestBody] + "…" : published.Text);
        }
        else if (e.Kind == LabEventKind.Delivered)
        {
            line.Append($"attempt {e.Attempt}");
        }

        return Visible(line.Append(e.Detail).ToString().TrimEnd());
    }

    private static string WordOf(LabEventKind kind) => kind switch
    {
        LabEventKind.PublishFailed => "not published",
        LabEventKind.PublishUnknown => "unknown",
        LabEventKind.FilteredOut => "filtered out",
        LabEventKind.LeaseExtended => "extended",
        LabEventKind.LeaseExpired => "expired",
        LabEventKind.DeadLettered => "dead-lettered",
        LabEventKind.WorkerStarted => "started",
        LabEventKind.WorkerStopping => "stopping",
        LabEventKind.WorkerStopped => "stopped",
        LabEventKind.WorkerKilled => "killed",
        LabEventKind.WorkerFailed => "failed",
        LabEventKind.HandlerSwitched => "switched",
        LabEventKind.StreamOpened => "stream opened",
        LabEventKind.StreamClosed => "stream closed",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Visible(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            // The control pictures of Unicode for the first 33, so that an escape sequence can be read and does nothing.
            visible.Append(c switch { < ' ' => (char)(0x2400 + c), '\u007f' => '\u2421', >= '\u0080' and <= '\u009f' => '\ufffd', _ => c });
        }

        return visible.ToString();
    }
}
