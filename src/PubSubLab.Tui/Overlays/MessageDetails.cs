using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Overlays;

/// <summary>Opens the details of the selected message.</summary>
internal sealed class MessageDetails(MessageSelection selection, Dialogs dialogs, ThemeChoice theme, LabJournal journal, WorkerList workers, FollowedMessage followed)
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
            dialogs.Open(new LineOverlay(theme, journal, other));
        }
    }

    public void Open()
    {
        if (selection.Current is { } message)
        {
            Open(message);
        }
    }

    private void Open(LabMessage message) => dialogs.Open(new DetailsOverlay(theme, journal, workers, followed, message));
}
