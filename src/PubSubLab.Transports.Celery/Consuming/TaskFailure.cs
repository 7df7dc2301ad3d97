namespace PubSubLab.Transports.Celery.Consuming;

/// <summary>A failed task, as Python sees it.</summary>
/// <param name="Type">The exception's name in the module <c>celery.exceptions</c>.</param>
/// <param name="Reason">Its argument, for a person.</param>
/// <param name="Traceback">Where it was thrown; null where nothing was.</param>
internal sealed record TaskFailure(string Type, string Reason, string? Traceback = null)
{
    /// <summary>The argument as a number, where the exception has one.</summary>
    public double? Number { get; init; }
}
