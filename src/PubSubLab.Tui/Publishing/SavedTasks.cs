namespace PubSubLab.Tui.Publishing;

/// <summary>The forms that are kept by name, from one start to the next.</summary>
internal sealed class SavedTasks
{
    private readonly List<SavedTask> _tasks = [];

    /// <summary>Raised when the person saved or deleted one.</summary>
    public event EventHandler? Changed;

    /// <summary>All of them, the newest first.</summary>
    public IReadOnlyList<SavedTask> All => [.. _tasks];

    /// <summary>Takes what the settings remember. A file changed by hand may have entries without name or form; they are passed over.</summary>
    public void Take(IEnumerable<SavedTask?> tasks)
    {
        _tasks.Clear();
        _tasks.AddRange(tasks.OfType<SavedTask>().Where(t => t is { Name: not null, Form: not null }).DistinctBy(t => t.Name));
    }

    /// <summary>Keeps a form, in place of the one of that name.</summary>
    public void Save(string name, PublishForm form)
    {
        _tasks.RemoveAll(t => t.Name == name);
        _tasks.Insert(0, new SavedTask(name, form with { Topic = "" }));
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Whether a form has that name.</summary>
    public bool Has(string name) => _tasks.Exists(t => t.Name == name);

    public void Remove(string name)
    {
        _tasks.RemoveAll(t => t.Name == name);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
