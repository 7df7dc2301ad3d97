using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Log;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Messages;

/// <summary>
/// The message that message commands work on. While the log follows, it is the newest line's; where that line has none, the one before stays.
/// </summary>
internal sealed class MessageSelection(LogView log, Revision revision)
{
    public LabMessage? Current
    {
        get => log.Following && log.ReadSelected()?.Message is { } newest ? field = newest : field;
        private set;
    }

    public void Select(LabMessage? message) => Current = message;

    /// <summary>Selects the message of the log's selected line.</summary>
    public void SelectFromLog()
    {
        // A line without a message selects none: the next command must not act on another message.
        Current = log.ReadSelected()?.Message ?? (log.Following ? Current : null);
        revision.Advance();
    }

    /// <summary>Null where a message is selected; otherwise the reason why none is.</summary>
    public string? WhyNone() =>
        Current is not null ? null
        : !log.Following && log.ReadSelected() is { Message: null } ? "the selected line of the log is about no message; Up and Down go to others."
        : "no message is selected; Up in the log (4) selects one, or a click.";
}
