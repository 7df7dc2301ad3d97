using System.Runtime.CompilerServices;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Transports;
using PubSubLab.Opening;
using PubSubLab.Transports.Celery;

namespace PubSubLab.Doctor;

/// <summary>Does at the broker behind Celery's task queue what a worker does there, so that it fails with the worker's sentence.</summary>
/// <param name="settings">The settings.</param>
/// <param name="made">The finding where the queue is there.</param>
/// <param name="open">Opens the backend.</param>
internal sealed class CeleryCheck(LabSettings settings, string made, Func<CancellationToken, Task<LabBackend>> open)
{
    /// <summary>Runs the check. A step that fails is the last one, as each builds on the one before.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var backend = await open(cancellation);
        var transport = (ICeleryTransport)backend.Transport;
        IReadOnlyList<string> notes = [];
        var topology = Topology.Simple(settings.Topic, settings.Subscription);
        IReadOnlyList<FleetDifference> differences = [];
        (string What, string Found, Func<Task> Step)[] steps =
        [
            ("broker", $"{transport.Description} answers", async () => notes = (await transport.GetCapabilitiesAsync(cancellation)).Notes),
            ("queue", made, () => transport.EnsureAsync(topology, cancellation)),
            ("worker", $"can take tasks from {settings.Subscription}", () => transport.TryWorkerAsync(settings.Subscription, cancellation)),
            ("publish", "the broker takes tasks", () => transport.TryPublishingAsync(cancellation)),
            ("others", "the keys and queues of other programs were looked at", async () => differences = await transport.CompareAsync(topology, cancellation)),
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

        foreach (var difference in differences)
        {
            yield return new Finding(difference.Starves ? Mark.Bad : Mark.Note, "others", difference.Found, difference.Next);
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
