using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Transports;
using PubSubLab.Lab.Wording;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Tests.Embedded;

public sealed class EmulatorFaultControlTests
{
    [Fact]
    public async Task What_is_switched_on_is_named_and_the_log_has_it_when_it_happens()
    {
        await using var emulator = await PubSubEmulator.StartAsync(new PubSubEmulatorOptions { Port = 0 });
        var journal = new LabJournal();
        var faults = new EmulatorFaultControl(emulator.Faults, EmulatorMessageFaults.Of(emulator), "pubsublab", journal);
        await using var transport = new PubSubTransport(new PubSubTransportOptions { ProjectId = "pubsublab", EmulatorHost = emulator.Endpoint, Description = "test" });
        await transport.EnsureAsync(Topology.Simple("tasks", "tasks-sub"), TestContext.Current.CancellationToken);

        faults.FailCalls("Publish", 2);
        faults.FailCalls("Acknowledge", 1);
        faults.Read().Label.ShouldBe("fail 2 Publish, 1 Acknowledge");
        await transport.PublishAsync("tasks", new LabTask(new byte[] { 1 }, new Dictionary<string, string>()), TestContext.Current.CancellationToken);

        faults.Read().Label.ShouldBe("fail 1 Acknowledge");
        journal.ReadAll().Select(e => (e.Kind, EventWords.Of(e))).ShouldBe(
            Enumerable.Repeat((LabEventKind.Note, "Fault: a call of Publish fails with UNAVAILABLE."), 2));
        faults.Clear();
        faults.Read().ShouldBe(PubSubLab.Lab.Ports.FaultState.None);
    }
}
