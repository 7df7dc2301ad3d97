namespace PubSubLab.Transports.Celery.Protocol;

/// <summary>A message that no worker of the lab can do, and why, in a sentence.</summary>
/// <param name="type">The Python exception's name under which the refusal goes into the result, <c>NotRegistered</c>.</param>
/// <param name="sentence">The error in the message.</param>
/// <param name="taskId">The task's id, where it could be read.</param>
internal sealed class RefusedMessageException(string type, string sentence, string? taskId = null) : Exception(sentence)
{
    public string Type => type;

    public string? TaskId => taskId;

    /// <summary>The Python exception's argument in the result. Default: the sentence; NotRegistered takes the task's name.</summary>
    public string Argument { get; init; } = sentence;
}
