using PubSubLab.Lab.Journal;
using PubSubLab.Tui.Messages;
using PubSubLab.Tui.Theming;
using PubSubLab.Tui.Workers;

namespace PubSubLab.Tui.Overlays;

/// <summary>Opens the details of the selected message.</summary>
internal sealed class MessageDetails(MessageSelection selection, Dialogs dialogs, ThemeChoice theme, LabJournal journal, WorkerList workers, FollowedMessage followed)
{
    public string? WhyNot() => selection.WhyNone();

    public void Open()
    {
        if (selection.Current is { } message)
        {
            dialogs.Open(new DetailsOverlay(theme, journal, workers, followed, message));
        }
    }
}
