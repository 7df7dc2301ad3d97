using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Tests.Transports;

public class TemporaryTopologyTests
{
    [Theory]
    [InlineData("No broker answers at localhost:1.")]
    [InlineData("The publisher account may not manage subscription s. Grant it roles/pubsub.editor on the project.")]
    public Task A_temporary_topology_that_is_refused_ends_nothing_and_is_said(string reason) => EndsAndSaysAsync(new LabException(reason));

    [Fact]
    public Task An_exception_that_no_transport_knows_ends_nothing_either() => EndsAndSaysAsync(new InvalidOperationException("connection reset"));

    private static async Task EndsAndSaysAsync(Exception refusal)
    {
        var journal = new LabJournal();
        var transport = new InMemoryTransport(TimeProvider.System) { RefusesToRemove = refusal };
        string first, second;
        await using (var session = new LabSession(transport, journal))
        {
            await session.StartAsync(TestContext.Current.CancellationToken);
            first = await session.UseTemporarySubscriptionAsync(TestContext.Current.CancellationToken);
            second = await session.UseTemporarySubscriptionAsync(TestContext.Current.CancellationToken);
        }

        // Each is tried, although the one before it could not be removed, and each is said with the way out.
        var said = journal.ReadAll().Where(e => e.Kind == LabEventKind.Error).Select(e => EventWords.Of(e)).ToList();
        said.Count.ShouldBe(2);
        foreach (var name in new[] { first, second })
        {
            said.ShouldContain($"{name} could not be removed, and expires in a day; 'pubsublab cleanup' removes it before: {refusal.Message}");
        }
    }
}
