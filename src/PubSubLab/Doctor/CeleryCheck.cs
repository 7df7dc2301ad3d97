using System.Runtime.CompilerServices;
using PubSubLab.Composition;
using PubSubLab.Configuration;
using PubSubLab.Lab;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Doctor;

/// <summary>Looks at the Redis or RabbitMQ behind Celery's task queue.</summary>
internal sealed class CeleryCheck(LabSettings settings)
{
    /// <summary>Runs the check.</summary>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            await using var transport = CeleryBackend.Open(settings, settings.Backend, new LabJournal());
            var capabilities = await transport.GetCapabilitiesAsync(cancellation);
            findings.Add(new Finding(Mark.Good, "broker", $"{transport.Description} answers"));
            findings.AddRange(capabilities.Notes.Select(note => new Finding(Mark.Note, "celery", note)));
        }
        catch (LabException e)
        {
            findings.Add(new Finding(Mark.Bad, "broker", e.Message));
        }

        foreach (var finding in findings)
        {
            yield return finding;
        }
    }
}
