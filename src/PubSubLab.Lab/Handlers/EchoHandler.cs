using System.ComponentModel;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers;

/// <summary>Does nothing, at once: the task is seen and acknowledged.</summary>
[Description("Acks each task at once.")]
public sealed class EchoHandler : BaseHandler
{
    /// <inheritdoc/>
    public override Task HandleAsync(LabTask task, HandlerContext context, CancellationToken cancellation) => Task.CompletedTask;
}
