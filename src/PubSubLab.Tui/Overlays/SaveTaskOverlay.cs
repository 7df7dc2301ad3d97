using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Overlays;

/// <summary>Asks for the name under which the form is kept.</summary>
internal sealed class SaveTaskOverlay : FormOverlay
{
    private readonly SavedTasks _tasks;
    private readonly FormPublisher _publisher;
    private readonly Notices _notices;
    private readonly TextField _name;

    public SaveTaskOverlay(ThemeChoice theme, SavedTasks tasks, FormPublisher publisher, Notices notices)
        : base(theme, "Save the task", "Save")
    {
        (_tasks, _publisher, _notices) = (tasks, publisher, notices);
        _name = AddText("Name", "", Hint);
        AddButtons();
    }

    protected override string? Do()
    {
        if (_name.Text.Trim() is not { Length: > 0 } name)
        {
            return "A saved task needs a name, such as order-created.";
        }

        // Saving may have to say that the file cannot be written.
        _notices.Say($"'{name}' is saved.");
        _tasks.Save(name, _publisher.Form);
        return null;
    }

    private string Hint() => _tasks.Has(_name.Text.Trim()) ? "It takes the place of the one that is saved under this name." : "Task, user, attributes, key and count are kept; the topic is not.";
}
