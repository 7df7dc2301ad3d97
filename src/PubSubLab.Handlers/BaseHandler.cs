namespace PubSubLab.Handlers;

/// <summary>
/// The work done for a task. Returning means that it is done and the message can be acknowledged; throwing means that it
/// failed and the message goes back (nack). A handler knows no broker, so the same one runs behind every transport.
/// </summary>
/// <remarks>
/// A new handler is one class: derive, and give it a constructor without parameters.
/// The lab makes one when it loads the assembly, and one for each worker that is spawned with it.
/// One instance serves all of a worker's tasks at the same time, so it must be safe to call concurrently.
/// </remarks>
public abstract class BaseHandler
{
    private const string Suffix = "Handler";

    /// <summary>The name it is chosen by, <c>echo</c> for <c>EchoHandler</c>.</summary>
    public string Name => NameOf(GetType());

    /// <summary>The text in a worker's row, <c>Slow 5 s</c>. Read once for each worker. Default: the class name without "Handler".</summary>
    public virtual string Label => Stem(GetType());

    /// <summary>The name of a handler type: the class name without "Handler" at its end, in lower case.</summary>
    public static string NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Stem(type).ToLowerInvariant();
    }

    /// <summary>Handles one task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="context">The delivery it came with.</param>
    /// <param name="cancellation">Cancelled when the worker is killed: the work is then abandoned, not failed.</param>
    public abstract Task HandleAsync(LabTask task, HandlerContext context, CancellationToken cancellation);

    private static string Stem(Type type) =>
        type.Name.EndsWith(Suffix, StringComparison.Ordinal) && type.Name.Length > Suffix.Length ? type.Name[..^Suffix.Length] : type.Name;
}
