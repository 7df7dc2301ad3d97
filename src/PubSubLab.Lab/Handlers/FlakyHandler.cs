using System.ComponentModel;
using PubSubLab.Handlers;

namespace PubSubLab.Lab.Handlers;

/// <summary>Fails the first attempts of every task, then succeeds: what a retry policy and a dead-letter topic are for.</summary>
[Description("Fails the first attempts of each task, then acks it.")]
public sealed class FlakyHandler(HandlerOptions options) : BaseHandler
{
    /// <inheritdoc/>
    public override string Label => options.FailedAttempts == int.MaxValue ? "Failing" : $"Flaky ×{options.FailedAttempts}";

    /// <inheritdoc/>
    public override async Task HandleAsync(LabTask task, HandlerContext context, CancellationToken cancellation)
    {
        if (context.Attempt > options.FailedAttempts)
        {
            return;
        }

        if (options.FailsAfter > TimeSpan.Zero)
        {
            await Task.Delay(options.FailsAfter, context.Time, cancellation);
        }

        throw new HandlerFailedException(
            $"attempt {context.Attempt} fails on purpose; {(options.FailedAttempts == int.MaxValue ? "so does every other" : $"attempt {options.FailedAttempts + 1} will succeed")}");
    }
}
