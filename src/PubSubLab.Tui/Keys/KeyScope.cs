namespace PubSubLab.Tui.Keys;

/// <summary>Where a key means what its binding says. A narrower scope wins over <see cref="Anywhere"/>. A pane may bring a scope of its own.</summary>
/// <param name="Name">The scope's name.</param>
/// <param name="Title">Heading in help and in the generated key table.</param>
/// <param name="Order">Place in help, low first. Default: after the lab's own scopes.</param>
public sealed record KeyScope(string Name, string Title, int Order = 100)
{
    /// <summary>On the whole screen; single characters only while no text is being typed.</summary>
    public static KeyScope Anywhere { get; } = new("Anywhere", "Anywhere", 0);

    /// <summary>While the publisher form has the focus.</summary>
    public static KeyScope Publisher { get; } = new("Publisher", "Publisher", 1);

    /// <summary>While the task's editor has the focus; beside these it moves, selects and deletes as editors do.</summary>
    public static KeyScope Editor { get; } = new("Editor", "Task editor", 1);

    /// <summary>In the list of saved tasks.</summary>
    public static KeyScope SavedTasks { get; } = new("SavedTasks", "Saved tasks", 6);

    /// <summary>While the flow has the focus.</summary>
    public static KeyScope Flow { get; } = new("Flow", "Flow", 2);

    /// <summary>While the timeline has the focus.</summary>
    public static KeyScope Timeline { get; } = new("Timeline", "Timeline", 3);

    /// <summary>While the message log has the focus.</summary>
    public static KeyScope Log { get; } = new("Log", "Message log", 4);

    /// <summary>While the log's filter is typed.</summary>
    public static KeyScope FilterLine { get; } = new("FilterLine", "Filter line", 4);

    /// <summary>While a message's details are open.</summary>
    public static KeyScope Details { get; } = new("Details", "Message details", 5);

    /// <summary>In every window that opens over the screen: help, palette, dialogs.</summary>
    public static KeyScope Window { get; } = new("Window", "Windows (help, palette, dialogs)", 6);

    /// <summary>In a window without a field: help, a message's details, a list.</summary>
    public static KeyScope Reading { get; } = new("Reading", "Windows without fields", 6);

    /// <summary>In help.</summary>
    public static KeyScope Help { get; } = new("Help", "Help", 6);

    /// <summary>On the page of guided experiments.</summary>
    public static KeyScope Experiments { get; } = new("Experiments", "Experiments", 7);

    /// <summary>On the topology page.</summary>
    public static KeyScope Topology { get; } = new("Topology", "Topology", 8);
}
