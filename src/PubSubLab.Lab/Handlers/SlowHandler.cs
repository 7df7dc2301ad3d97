using System.ComponentModel;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers;

/// <summary>
/// Waits, without holding a thread, as work does that calls another service. Ten of them at the same time take as long as one:
/// that is the lab's first question.
/// </summary>
[Description("Waits before it acks, and holds no thread meanwhile.")]
public sealed class SlowHandler(HandlerOptions options) : BaseHandler
{
    /// <inheritdoc/>
    public override string Label => $"Slow {options.SlowFor.TotalSeconds:0.###} s";

    /// <inheritdoc/>
    public override Task HandleAsync(LabTask task, HandlerContext context, CancellationToken cancellation) =>
        Task.Delay(options.SlowFor, context.Time, cancellation);
}
