using PubSubLab.Lab;
using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Overlays;

/// <summary>Opens the details of the selected message.</summary>
internal sealed class MessageDetails(MessageSelection selection, Dialogs dialogs, ThemeChoice theme, LabSession session, WorkerList workers, FollowedMessage followed, BackgroundWork work, ScreenClock clock)
{
    public string? WhyNot() => selection.WhyNone();

    /// <summary>Opens a line of the log: its message, or the line as a whole where it is about none.</summary>
    public void Open(LabEvent? line)
    {
        if (line is { Message: { } message })
        {
            Open(message);
        }
        else if (line is { } other)
        {
            dialogs.Open(new LineOverlay(theme, session.Journal, other));
        }
    }

    public void Open()
    {
        if (selection.Current is { } message)
        {
            Open(message);
        }
    }

    private void Open(LabMessage message) => dialogs.Open(new DetailsOverlay(theme, session.Journal, workers, followed, message, session.Ports.Fleet is { } fleet ? new TaskHistory(fleet, message, work, clock) : null));
}
