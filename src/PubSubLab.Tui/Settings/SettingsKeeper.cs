using PubSubLab.Tui.Experiments;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;

namespace PubSubLab.Tui.Settings;

/// <summary>
/// Writes the settings file: at the end, and at once when the person saved a task or answered a question, so that a killed process loses neither.
/// </summary>
internal sealed class SettingsKeeper
{
    private readonly ScreenMemory _memory;
    private readonly Notices _notices;
    private string? _file;
    private string? _problem;
    private Remembered _remembered = new();

    public SettingsKeeper(ScreenMemory memory, SavedTasks tasks, Course course, Notices notices)
    {
        (_memory, _notices) = (memory, notices);
        tasks.Changed += (_, _) => SaveNow();
        course.Changed += (_, _) => SaveNow();
    }

    /// <summary>Gives the screen what is remembered.</summary>
    /// <param name="file">The file; null for none.</param>
    /// <param name="remembered">Its content.</param>
    /// <param name="problem">Why it could not be read, in a sentence; the file is never written then. Null where it could.</param>
    public void Open(string? file, Remembered remembered, string? problem)
    {
        _memory.Apply(remembered);
        (_file, _remembered, _problem) = (file, remembered, problem);
        if (problem is not null)
        {
            _notices.Fail(problem);
        }
    }

    /// <summary>Writes the settings as they are now.</summary>
    /// <returns>Why they could not be written, in a sentence; null where they were, or where the file could not be read before.</returns>
    public string? Save() => _problem is null ? RememberedFile.Write(_file, _memory.Read(_remembered)) : null;

    private void SaveNow()
    {
        if ((_problem ?? Save()) is { } reason)
        {
            _notices.Fail($"It is kept only until you quit: {reason}");
        }
    }
}
