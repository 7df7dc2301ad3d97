using PubSubLab.Embedded;
using PubSubLab.Emulator;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Routing;
using PubSubLab.Transports.PubSub;

namespace PubSubLab.Tests.Embedded;

public sealed class EmulatorJournalTests
{
    private const string Topic = "projects/pubsublab/topics/tasks";
    private const string Subscription = "projects/pubsublab/subscriptions/tasks-sub";

    private readonly LabJournal _journal = new();

    [Fact]
    public void What_the_labs_own_worker_does_it_tells_itself_what_another_program_does_is_told_for_it()
    {
        var bridge = new EmulatorJournal(_journal, "4711", "pubsublab");

        bridge.OnEvent(Event(EmulatorEventKind.Delivered, Peer(WorkerHeader.ValueOf("4711", "w1"))));
        _journal.ReadAll().ShouldBeEmpty();

        bridge.OnEvent(Event(EmulatorEventKind.Delivered, Peer(WorkerHeader.ValueOf("99", "w1"))));
        bridge.OnEvent(Event(EmulatorEventKind.LeaseExpired, Peer(WorkerHeader.ValueOf("4711", "w1"))));
        var events = _journal.ReadAll();
        events.Select(e => (e.Kind, e.Worker)).ShouldBe([(LabEventKind.Delivered, "w1@99"), (LabEventKind.LeaseExpired, "w1")]);
        events[0].Subscription.ShouldBe("tasks-sub");
    }

    [Fact]
    public void A_stream_of_another_program_is_told_by_its_client_id()
    {
        new EmulatorJournal(_journal, "4711", "pubsublab").OnEvent(Event(EmulatorEventKind.StreamOpened, Peer(null, "0123456789abcdef")));

        var opened = _journal.ReadAll().ShouldHaveSingleItem();
        opened.Kind.ShouldBe(LabEventKind.StreamOpened);
        opened.Worker.ShouldBe("client 01234567");
    }

    [Fact]
    public void A_routing_run_which_keeps_its_own_ledger_leaves_no_backlog_in_the_journal()
    {
        var bridge = new EmulatorJournal(_journal, "4711", "pubsublab");

        bridge.OnEvent(Event(EmulatorEventKind.Published, null, $"projects/pubsublab/topics/{RoutingRun.NamePrefix}nack-1"));
        bridge.OnEvent(Event(EmulatorEventKind.Published, null));

        _journal.Unacked.Count.ShouldBe(1);
    }

    [Fact]
    public void A_lost_acknowledgement_is_taken_back_at_once_where_the_worker_told_it()
    {
        var bridge = new EmulatorJournal(_journal, "4711", "pubsublab");
        var facts = new MessageFacts("1", "tasks", new byte[] { 1 }, new Dictionary<string, string>());
        var lost = Event(EmulatorEventKind.AckLost, Peer(WorkerHeader.ValueOf("4711", "w1")));
        _journal.Append(LabEventKind.Published, facts);
        _journal.Append(LabEventKind.Delivered, facts, "w1", "tasks-sub");

        bridge.OnEvent(lost);
        _journal.Totals.Read().AckUnconfirmed.ShouldBe(0, "no ack was told that could be taken back");

        _journal.Append(LabEventKind.Acked, facts, "w1", "tasks-sub");
        _journal.Unacked.Count.ShouldBe(0);
        bridge.OnEvent(lost);
        (_journal.Unacked.Count, _journal.Totals.Read().Acked).ShouldBe((1, 0));

        _journal.Append(LabEventKind.LeaseExpired, facts, "w1", "tasks-sub");
        _journal.Append(LabEventKind.Delivered, facts, "w1", "tasks-sub");
        _journal.Append(LabEventKind.Acked, facts, "w1", "tasks-sub");
        (_journal.Unacked.Count, _journal.Totals.Read().Acked).ShouldBe((0, 1));
    }

    [Fact]
    public void A_receipt_is_told_only_while_the_labs_own_worker_has_the_message()
    {
        var bridge = new EmulatorJournal(_journal, "4711", "pubsublab");
        var facts = new MessageFacts("1", "tasks", new byte[] { 1 }, new Dictionary<string, string>());
        var receipt = Event(EmulatorEventKind.Receipt, Peer(WorkerHeader.ValueOf("4711", "w1")));

        bridge.OnEvent(receipt);
        _journal.Append(LabEventKind.Delivered, facts, "w1", "tasks-sub");
        bridge.OnEvent(receipt);
        _journal.Append(LabEventKind.Acked, facts, "w1", "tasks-sub");
        bridge.OnEvent(receipt);

        _journal.ReadAll().Select(e => e.Kind).ShouldBe([LabEventKind.Delivered, LabEventKind.Receipt, LabEventKind.Acked]);
        _journal.Totals.Read().LeasesExtended.ShouldBe(0);
    }

    [Fact]
    public void A_receipt_of_another_program_is_told_as_it_comes()
    {
        new EmulatorJournal(_journal, "4711", "pubsublab").OnEvent(Event(EmulatorEventKind.Receipt, Peer(null, "0123456789abcdef")));

        _journal.ReadAll().ShouldHaveSingleItem().Kind.ShouldBe(LabEventKind.Receipt);
    }

    private static EmulatorPeer Peer(string? worker, string clientId = "") => new("127.0.0.1:1", clientId, "agent", worker, 0, 0);

    private static EmulatorEvent Event(EmulatorEventKind kind, EmulatorPeer? peer, string topic = Topic) =>
        new(kind, TimeProvider.System.GetUtcNow(), topic, kind == EmulatorEventKind.Published ? null : Subscription, "1", 1, peer, null, null);
}
