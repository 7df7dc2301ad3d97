using PubSubLab.Handlers;
using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Transports;

namespace PubSubLab.Lab.Tests.Publishing;

public sealed class OrderOfAnswersTests
{
    [Fact]
    public void A_burst_is_numbered_as_it_was_sent_whatever_the_order_of_the_answers() => VirtualTime.Run(async time =>
    {
        var (journal, transport) = (new LabJournal(time.Clock), new AnsweringTransport());
        var publishing = new Publisher(transport, journal, "t").PublishAsync(new PublishOrder(new TaskDraft { Json = "{n}" }) { Count = 5 });

        transport.Answers.Reverse<TaskCompletionSource<string>>().Select((a, i) => (a, i)).ToList().ForEach(p => p.a.SetResult($"id{p.i}"));
        await publishing;

        journal.ReadAll().Select(e => (e.Message!.Number, e.Message.Text)).ShouldBe([(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]);
    });

    [Fact]
    public void An_answer_that_does_not_come_holds_the_others_back_for_a_second_only() => VirtualTime.Run(async time =>
    {
        var (journal, transport) = (new LabJournal(time.Clock), new AnsweringTransport());
        var publishing = new Publisher(transport, journal, "t").PublishAsync(new PublishOrder(new TaskDraft { Json = "{n}" }) { Count = 3 });

        transport.Answers[1].SetResult("b");
        transport.Answers[2].SetResult("c");
        journal.Appended.ShouldBe(0);
        await Task.Delay(TimeSpan.FromSeconds(1.5), time.Clock);
        journal.ReadAll().Select(e => e.Message!.Text).ShouldBe(["2", "3"]);

        transport.Answers[0].SetResult("a");
        (await publishing).Published.ShouldBe(3);
        journal.Appended.ShouldBe(3);
    });

    private sealed class AnsweringTransport : ITransport
    {
        public List<TaskCompletionSource<string>> Answers { get; } = [];

        public string Description => "answering";

        public Task<string> PublishAsync(string topic, LabTask task, CancellationToken cancellation)
        {
            Answers.Add(new());
            return Answers[^1].Task;
        }

        public Task<TransportCapabilities> GetCapabilitiesAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task EnsureAsync(Topology topology, CancellationToken cancellation) => Task.CompletedTask;

        public Task RemoveAsync(Topology topology, CancellationToken cancellation) => Task.CompletedTask;

        public Task ProbeAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<ITransportSubscription> SubscribeAsync(SubscribeOptions options, DeliveryCallback callback, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
