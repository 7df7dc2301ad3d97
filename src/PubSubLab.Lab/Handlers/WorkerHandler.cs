using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers;

/// <summary>A handler that was made for one worker.</summary>
/// <param name="Code">The handler.</param>
/// <param name="Label">Its label, read once: it may be a person's own code.</param>
public sealed record WorkerHandler(BaseHandler Code, string Label)
{
    private const int LongestLabel = 40;

    /// <summary>The name it is chosen by.</summary>
    public string Name => Code.Name;

    /// <summary>Handles a task. Lines that the code prints go to <paramref name="printed"/> where <see cref="HandlerConsole.Capture"/> is in force.</summary>
    public Task HandleAsync(LabTask task, HandlerContext context, Action<string> printed, CancellationToken cancellation) =>
        IsBuiltIn ? Code.HandleAsync(task, context, cancellation) : HandlerConsole.RunAsync(() => Code.HandleAsync(task, context, cancellation), printed);

    // They print nothing.
    private bool IsBuiltIn { get; } = Code.GetType().Assembly == typeof(WorkerHandler).Assembly;

    /// <summary>Reads the label. A property that throws or is empty is replaced by the name.</summary>
    public static WorkerHandler Of(BaseHandler handler)
    {
        string? label;
        try
        {
            label = handler.Label;
        }
        catch (Exception)
        {
            // A label is decoration: without it the handler still works, under its name.
            label = null;
        }

        return new WorkerHandler(handler, string.IsNullOrWhiteSpace(label) ? handler.Name : OutsideText.Begin(label, LongestLabel));
    }
}
