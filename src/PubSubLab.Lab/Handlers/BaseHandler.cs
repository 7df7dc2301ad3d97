namespace PubSubLab.Lab.Handlers;

/// <summary>
/// The work done for a task. Returning means that it is done and the message can be acknowledged; throwing means that it
/// failed and the message goes back (nack). A handler knows no broker, so the same one runs behind every transport.
/// </summary>
/// <remarks>
/// A new handler is one new file: derive, and give the class a constructor that takes <see cref="HandlerOptions"/> or nothing.
/// <see cref="HandlerCatalog"/> finds it; its name is the class name without "Handler", in lower case.
/// One instance serves all of a worker's tasks at the same time, so it must be safe to call concurrently.
/// </remarks>
public abstract class BaseHandler
{
    /// <summary>The name it is chosen by, <c>echo</c> for <c>EchoHandler</c>.</summary>
    public string Name => HandlerCatalog.NameOf(GetType());

    /// <summary>The text in a worker's row, <c>Slow 5 s</c>.</summary>
    public virtual string Label => GetType().Name.Replace("Handler", "", StringComparison.Ordinal);

    /// <summary>Handles one task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="context">The delivery it came with.</param>
    /// <param name="cancellation">Cancelled when the worker is killed: the work is then abandoned, not failed.</param>
    public abstract Task HandleAsync(LabTask task, HandlerContext context, CancellationToken cancellation);
}
