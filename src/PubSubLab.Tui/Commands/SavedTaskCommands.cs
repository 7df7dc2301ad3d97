using PubSubLab.Tui.Keys;
using PubSubLab.Tui.Layout;
using PubSubLab.Tui.Overlays;
using PubSubLab.Tui.Publishing;
using PubSubLab.Tui.State;
using PubSubLab.Tui.Theming;

namespace PubSubLab.Tui.Commands;

/// <summary>Saves the form by name, and brings it back.</summary>
internal sealed class SavedTaskCommands(
    ThemeChoice theme, SavedTasks tasks, FormPublisher publisher, Dialogs dialogs, PaneNavigator navigator, Notices notices) : ICommandGroup
{
    public static int Order => 110;

    public static IReadOnlyList<KeyTableEntry> Keys { get; } =
    [
        new(CommandIds.SavedTasks, KeyScope.Anywhere, "Saved tasks", "Lists the saved tasks, to put one into the form or to save the form.", "Ctrl+O"),
        new(CommandIds.SaveTask, KeyScope.Anywhere, "Save task", "Saves the form under a name.", "Alt+S"),
        new(CommandIds.DeleteTask, KeyScope.SavedTasks, "Delete a saved task", "Deletes the selected saved task after asking.", "Delete") { Hint = 3 },
    ];

    private SavedTasksOverlay? List => dialogs.Top as SavedTasksOverlay;

    public void AddTo(CommandSet commands)
    {
        commands.Add(CommandIds.SavedTasks, Open);
        commands.Add(CommandIds.SaveTask, Save);
        commands.Add(CommandIds.DeleteTask, Delete, () => tasks.All.Count == 0 ? "no task is saved." : null);
    }

    private void Open() => dialogs.Open(new SavedTasksOverlay(theme, tasks, Pick, Save));

    private void Delete()
    {
        if (List is not { } list)
        {
            // The palette leads to the list first.
            Open();
        }
        else if (list.Selected is { } task)
        {
            Delete(task);
        }
    }

    private void Save() => dialogs.Open(new SaveTaskOverlay(theme, tasks, publisher, notices));

    private void Pick(SavedTask task)
    {
        publisher.Replace(task.Form with { Topic = publisher.Form.Topic });
        navigator.GoToStart(PaneId.Publisher);
        notices.Say($"'{task.Name}' is in the form.");
    }

    private void Delete(SavedTask task) => dialogs.Open(new ConfirmOverlay(
        theme, "Delete a saved task", $"Delete '{task.Name}'? It cannot be brought back.", ("Delete", () => tasks.Remove(task.Name))));
}
