namespace PubSubLab.Handlers;

/// <summary>A handler's way to say that a task failed, in a sentence that the log can show.</summary>
public sealed class HandlerFailedException(string reason) : Exception(reason);
