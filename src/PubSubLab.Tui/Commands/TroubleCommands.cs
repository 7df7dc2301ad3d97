using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Timeline;

namespace PubSubLab.Tui.Commands;

/// <summary>Goes from one trouble to the next: a nack, an expired lease, a dead letter, a failure.</summary>
internal sealed class TroubleCommands(LabJournal journal, LogView log, TimelineView timeline, PaneNavigator navigator, ScreenKeys keys, Notices notices) : ICommandGroup
{
    private const int Piece = 512;

    public static int Order => 310;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.NextTrouble, KeyScope.Anywhere, "Next trouble", "Goes to the next nack, expiry, dead letter or failure, in the log or in the timeline.", "n"),
        new(CommandIds.PreviousTrouble, KeyScope.Anywhere, "Previous trouble", "Goes to the previous nack, expiry, dead letter or failure.", "N"),
    ];

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.NextTrouble, () => Go(1));
        commands.Add(CommandIds.PreviousTrouble, () => Go(-1));
    }

    /// <summary>Whether an event is one of the troubles.</summary>
    public static bool IsTrouble(LabEventKind kind) => kind is LabEventKind.Nacked or LabEventKind.LeaseExpired or LabEventKind.DeadLettered or LabEventKind.PublishFailed
        or LabEventKind.PublishUnknown or LabEventKind.AckUnconfirmed or LabEventKind.WorkerFailed or LabEventKind.WorkerKilled or LabEventKind.ConnectionLost
        or LabEventKind.TopologyLost or LabEventKind.Error;

    private void Go(int by)
    {
        // A log that follows has nothing after its newest line: both keys begin at the newest trouble.
        var from = log.Following ? journal.Appended + 1 : log.Selected;
        if (Find(from, log.Following ? -1 : by) is { } found)
        {
            log.SelectSequence(found);
            Show();
            return;
        }

        notices.Say(
            Find(0, 1) is null ? $"No nack, expiry, dead letter or failure is in the log. {keys.KeyOf(CommandIds.SpawnWith)} spawns a worker with choices."
            : by > 0 ? $"No later trouble is in the log; {keys.KeyOf(CommandIds.PreviousTrouble)} goes back." : $"No earlier trouble is in the log; {keys.KeyOf(CommandIds.NextTrouble)} goes on.");
    }

    // Commands work on the focused pane's selection, so the focus goes where the trouble is selected.
    private void Show()
    {
        if (navigator.Focused == PaneId.Timeline && log.ReadSelected() is { Message: { } message } line
            && journal.Fold.Spans.Of(message).LastOrDefault(s => s.Start <= line.At && (line.Worker is null || s.Worker == line.Worker)) is { } bar)
        {
            timeline.Select(bar);
        }
        else
        {
            navigator.Go(PaneId.Log);
        }
    }

    private long? Find(long from, int by)
    {
        Span<LabEvent> piece = new LabEvent[Piece];
        var oldest = journal.Dropped + 1;
        for (var at = Math.Max(from + by, oldest); at >= oldest && at <= journal.Appended;)
        {
            var start = by > 0 ? at : Math.Max(oldest, at - Piece + 1);
            var (first, count) = journal.Read(start, piece[..(int)Math.Min(Piece, by > 0 ? Piece : at - start + 1)]);
            if (count == 0)
            {
                return null;
            }

            for (var i = by > 0 ? 0 : count - 1; i >= 0 && i < count; i += by)
            {
                ref readonly var e = ref piece[i];
                if ((by > 0 || e.Sequence <= at) && IsTrouble(e.Kind) && (log.Filter.IsEmpty || log.Filter.Matches(e)))
                {
                    return e.Sequence;
                }
            }

            at = by > 0 ? first + count : start - 1;
        }

        return null;
    }
}
