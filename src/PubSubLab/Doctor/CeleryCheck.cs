using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Transports.Celery;

namespace PubSubLab.Doctor;

/// <summary>Does at the Redis or RabbitMQ behind Celery's task queue what a worker does there, so that it fails with the worker's sentence.</summary>
internal sealed class CeleryCheck(LabSettings settings, Func<ICeleryTransport> open)
{
    /// <summary>Runs the check. A step that fails is the last one, as each builds on the one before.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var transport = open();
        IReadOnlyList<string> notes = [];
        (string What, string Found, Func<Task> Step)[] steps =
        [
            ("broker", $"{transport.Description} answers", async () => notes = (await transport.GetCapabilitiesAsync(cancellation)).Notes),
            ("queue", $"{settings.Subscription} is there, bound to {settings.Topic}",
                () => transport.EnsureAsync(Topology.Simple(settings.Topic, settings.Subscription), cancellation)),
            ("worker", $"can take tasks from {settings.Subscription}", () => transport.TryWorkerAsync(settings.Subscription, cancellation)),
            ("publish", "the broker takes tasks", () => transport.TryPublishingAsync(cancellation)),
        ];
        foreach (var (what, found, step) in steps)
        {
            var refused = await RunAsync(step);
            yield return refused is null ? new Finding(Mark.Good, what, found) : new Finding(Mark.Bad, what, refused);
            if (refused is not null)
            {
                yield break;
            }
        }

        foreach (var note in notes)
        {
            yield return new Finding(Mark.Note, "celery", note);
        }
    }

    private static async Task<string?> RunAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (LabException e)
        {
            return e.Message;
        }
    }
}
