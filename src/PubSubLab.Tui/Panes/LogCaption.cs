using Humanizer;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Time;

namespace PubSubLab.Tui.Panes;

/// <summary>The title of the log: whether it follows, its filter, and how much it shows.</summary>
internal static class LogCaption
{
    // Fewer lines that went by undrawn are scrolled back to in a moment.
    private const int WorthSaying = 1_000;

    /// <summary>Whether lines go by faster than they are shown.</summary>
    public static bool IsTooFast(LogView log) => log.NotDrawn >= WorthSaying;

    public static string Of(LabJournal journal, LogView log, Playback playback, FollowedMessage followed, ScreenKeys keys)
    {
        var message = followed.Current is { } one ? $" ─ #{one.Number} in reverse" : "";
        var filter = log.Filter.IsEmpty ? "" : $" ─ filter {log.Filter.Text}";
        var count = log.Filter.IsEmpty ? "event".ToQuantity(log.Count, "N0") : $"{log.Count:N0} of {"event".ToQuantity(journal.Appended - journal.Dropped, "N0")}";
        var progress = log.Complete ? "" : $" ({log.Progress:P0} looked at)";
        var dropped = journal.Dropped > 0 ? $", {journal.Dropped:N0} older ones let go" : "";
        var earlier = log.ShowsEarlier ? $" ─ {LogLine.EarlierSign} earlier run" : "";
        return $"4 Message log ─ {State(log, playback, keys)}{earlier}{message}{filter} ─ {count}{progress}{dropped}";
    }

    private static string State(LogView log, Playback playback, ScreenKeys keys)
    {
        if (playback.IsPlaying)
        {
            return "playing";
        }

        if (log.Following)
        {
            return IsTooFast(log) ? $"following, {log.NotDrawn:N0} lines too fast to show" : "following";
        }

        var way = playback.IsRecording ? $"{keys.KeyOf(CommandIds.Pause)} plays" : $"{keys.KeyOf(CommandIds.CloseTop)} goes back to now";
        return $"held{(log.NewSincePause > 0 ? $", {log.NewSincePause:N0} new" : "")}, {way}";
    }
}
