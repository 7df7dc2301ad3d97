using System.Text;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Output;

/// <summary>An event as a line of text. A message is data: a terminal obeys nothing in it.</summary>
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
        line.Append(Column(e.Message is { } m ? $"#{m.Number}" : "", 7)).Append(Column(WordOf(e.Kind), 14)).Append(Column(e.Worker ?? "", 6));
        if (e is { Kind: LabEventKind.Published, Message: { } published })
        {
            line.Append(published.Topic).Append("  ");
            AddTask(line, published);
        }
        else if (e.Kind == LabEventKind.Delivered)
        {
            line.Append($"attempt {e.Attempt}  ");
            if (e.Message is { PublishedAt: null } unseen)
            {
                // Another program published it, so that no line before this one has the task.
                AddTask(line, unseen);
            }
        }

        return OutsideText.Printable(line.Append(EventWords.Of(e)).ToString().TrimEnd());
    }

    // A long text moves what follows, and a blank stays between them.
    private static string Column(string text, int width) => text.PadRight(Math.Max(width, text.Length + 1));

    private static void AddTask(StringBuilder line, LabMessage message)
    {
        line.AppendJoin(' ', message.Attributes.Select(a => $"{a.Key}={a.Value}")).Append(message.Attributes.Count > 0 ? "  " : "");
        line.Append(message.OrderingKey.Length > 0 ? $"key {message.OrderingKey}  " : "");
        line.Append(message.Text.Length > LongestBody ? OutsideText.Begin(message.Text, LongestBody) + "…" : message.Text);
    }

    private static string WordOf(LabEventKind kind) => kind switch
    {
        LabEventKind.PublishFailed => "not published",
        LabEventKind.PublishUnknown => "unknown",
        LabEventKind.AckUnconfirmed => "not confirmed",
        LabEventKind.FilteredOut => "filtered out",
        LabEventKind.LeaseExtended => "extended",
        LabEventKind.LeaseExpired => "expired",
        LabEventKind.DeadLettered => "dead-lettered",
        LabEventKind.TransformFailed => "transform failed",
        LabEventKind.WorkerStarted => "started",
        LabEventKind.WorkerStopping => "stopping",
        LabEventKind.WorkerStopped => "stopped",
        LabEventKind.WorkerKilled => "killed",
        LabEventKind.WorkerFailed => "failed",
        LabEventKind.HandlerSwitched => "switched",
        LabEventKind.StreamOpened => "stream opened",
        LabEventKind.StreamClosed => "stream closed",
        LabEventKind.ConnectionLost => "no connection",
        LabEventKind.ConnectionRestored => "connected",
        LabEventKind.TopologyLost => "broker empty",
        LabEventKind.TopologyDeleted => "deleted",
        LabEventKind.TopologyRestored => "mended",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
