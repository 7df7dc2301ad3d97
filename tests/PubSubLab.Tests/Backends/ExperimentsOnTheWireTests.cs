using PubSubLab.Backends;
using PubSubLab.Configuration;
using PubSubLab.Embedded;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Handlers;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Tests.Backends;

/// <summary>Runs over sockets, whose last acknowledgements take their time.</summary>
public sealed class ExperimentsOnTheWireTests
{
    [Fact]
    public async Task The_last_acknowledgement_of_a_run_arrives()
    {
        var journal = new LabJournal();
        await using var backend = await new EmbeddedBackend(new LabSettings()).OpenAsync(journal, new EmbeddedOptions { Port = 0, Watched = true }, TestContext.Current.CancellationToken);
        var context = new ExperimentContext(backend.Transport, journal, new HandlerCatalog(new HandlerOptions { SlowFor = TimeSpan.FromMilliseconds(5) }));

        for (var run = 0; run < 3; run++)
        {
            await ExperimentCatalog.Get("flow-control").RunAsync(context, TestContext.Current.CancellationToken);
        }

        journal.ReadAll().ShouldNotContain(e => e.Kind == LabEventKind.AckUnconfirmed);
        journal.Fold.Unacked.Count.ShouldBe(0);
    }
}
