using System.Text.Json;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests;

public sealed class OrderTests(Servers servers)
{
    private const int Burst = 100;

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [InlineData("gcpubsub")]
    public async Task A_burst_is_numbered_and_queued_as_it_was_sent_also_over_a_connection_that_opens_meanwhile(string name)
    {
        Needs.Skip(name);
        var backend = await servers.BackendAsync(name);
        await using var queue = await TestQueue.OpenAsync(backend);
        await using var fresh = backend.Open(new CeleryOptions());
        if (name == "gcpubsub")
        {
            // Pub/Sub keeps no bindings: a process knows the queues of its own topology.
            await fresh.EnsureAsync(queue.Topology, TestContext.Current.CancellationToken);
        }

        var journal = new LabJournal();

        await new Publisher(fresh, journal, queue.Topic).PublishAsync(
            new PublishOrder(new TaskDraft { Json = """{"n":{n}}""" }) { Count = Burst }, null, TestContext.Current.CancellationToken);
        await queue.SubscribeAsync(maxInFlight: 1);
        await queue.DeliversAsync(Burst);

        var sent = Enumerable.Range(1, Burst).ToList();
        journal.ReadAll().Where(e => e.Kind == LabEventKind.Published).Select(e => NumberIn(e.Message!.Text)).ShouldBe(sent);
        journal.ReadAll().Where(e => e.Kind == LabEventKind.Published).Select(e => (int)e.Message!.Number).ShouldBe(sent);
        queue.Delivered.Select(d => NumberIn(d.Task.Text)).ShouldBe(sent);
    }

    private static int NumberIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("n").GetInt32();
    }
}
