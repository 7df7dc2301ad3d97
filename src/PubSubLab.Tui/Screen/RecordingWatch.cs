using PubSubLab.Lab.Recordings;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Screen;

/// <summary>Tells once that a recording stopped because its file could not be written.</summary>
internal sealed class RecordingWatch(JournalRecorder? recorder, Notices notices)
{
    private bool _told;

    /// <summary>Looks whether it stopped.</summary>
    public void Look()
    {
        if (!_told && recorder?.Failure is { } failure)
        {
            _told = true;
            notices.Fail(failure);
        }
    }
}
