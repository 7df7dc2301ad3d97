namespace PubSubLab.Transports.Celery.Presence;

/// <summary>A command that a worker does not do, and why, in a sentence for its sender.</summary>
internal sealed class CommandException(string sentence) : Exception(sentence);
