namespace PubSubLab.Tui.Publishing;

/// <summary>A form that is kept under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Form">The form; its topic belongs to the session.</param>
internal sealed record SavedTask(string Name, PublishForm Form);
