using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Tests.Support;
using PubSubLab.Lab.Wording;

namespace PubSubLab.Lab.Tests.Publishing;

public sealed class PublisherTests
{
    [Fact]
    public void The_default_task_is_the_seed_task() =>
        new TaskDraft().Build().Text.ShouldBe("""{"task_id":"1123","foo":"bar","x":1.33,"y":true,"z":null}""");

    [Fact]
    public void A_task_for_a_user_carries_the_user_id_and_the_further_attributes()
    {
        var task = new TaskDraft { UserId = "u1", Attributes = new Dictionary<string, string> { ["priority"] = "high" }, OrderingKey = "k" }.Build();

        task.Attributes.ShouldBe(new Dictionary<string, string> { ["priority"] = "high", ["user_id"] = "u1" }, ignoreOrder: true);
        task.OrderingKey.ShouldBe("k");
    }

    [Fact]
    public void A_number_goes_where_the_draft_asks_for_it() =>
        new TaskDraft { Json = """{"task_id":"{n}"}""" }.Build(7).Text.ShouldBe("""{"task_id":"7"}""");

    public static TheoryData<TaskDraft, string> WrongDrafts => new()
    {
        { new TaskDraft { Json = "{\"a\":" }, "The task is not JSON" },
        { new TaskDraft { Json = "" }, "The task is not JSON" },
        { new TaskDraft { Attributes = Enumerable.Range(0, 101).ToDictionary(i => $"k{i}", _ => "v") }, "101 attributes; Pub/Sub takes at most 100" },
        { new TaskDraft { Attributes = new Dictionary<string, string> { ["googly"] = "v" } }, "'googly' starts with 'goog'" },
        { new TaskDraft { Attributes = new Dictionary<string, string> { [new string('k', 257)] = "v" } }, "257 bytes; Pub/Sub takes at most 256" },
        { new TaskDraft { Attributes = new Dictionary<string, string> { ["k"] = new string('ä', 513) } }, "1,026 bytes; Pub/Sub takes at most 1,024" },
        { new TaskDraft { OrderingKey = new string('k', 1025) }, "1,025 bytes; Pub/Sub takes at most 1,024" },
        { new TaskDraft { Json = $"\"{new string('x', 10_000_000)}\"" }, "10,000,002 bytes; Pub/Sub takes at most 10,000,000" },
    };

    [Theory]
    [MemberData(nameof(WrongDrafts), DisableDiscoveryEnumeration = true)]
    public void A_wrong_draft_is_refused_with_value_and_rule_before_anything_is_sent(TaskDraft draft, string sentence) => VirtualTime.Run(async time =>
    {
        var journal = new LabJournal(time.Clock);
        var publisher = new Publisher(new InMemoryTransport(time.Clock), journal, "t");

        var e = await Should.ThrowAsync<LabException>(() => publisher.PublishAsync(new PublishOrder(draft)));

        e.Message.ShouldContain(sentence);
        journal.Appended.ShouldBe(0);
    });

    [Fact]
    public void A_publish_without_an_answer_is_unknown_and_the_burst_goes_on() => VirtualTime.Run(async time =>
    {
        var journal = new LabJournal(time.Clock);
        var lost = new LabException("no answer") { OutcomeIsUnknown = true };
        var publisher = new Publisher(new InMemoryTransport(time.Clock) { Fails = n => n is 3 or 4 ? lost : null }, journal, "t");

        var done = await publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = 10, Every = TimeSpan.FromSeconds(1) });

        (done.Published, done.Refused, done.Unknown, done.NeverTried).ShouldBe((8, 0, 2, 0));
        done.Reason.ShouldBe("no answer");
        journal.Totals.Read().PublishUnknown.ShouldBe(2);
        journal.Totals.Read().PublishFailed.ShouldBe(0);
    });

    [Fact]
    public void Failures_that_are_alike_are_two_lines_with_a_count() => VirtualTime.Run(async time =>
    {
        var journal = new LabJournal(time.Clock);
        LabException Failure(string why) => new(why) { OutcomeIsUnknown = true };
        var publisher = new Publisher(new InMemoryTransport(time.Clock) { Fails = n => n <= 200 ? Failure("no answer") : n <= 202 ? Failure("other") : null }, journal, "t");

        await publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = 203 });

        journal.ReadAll().Where(e => e.Kind == LabEventKind.PublishUnknown).Select(e => EventWords.Of(e))
            .ShouldBe(["no answer", "199 more, for the same reason: no answer", "other", "1 more, for the same reason: other"]);
        journal.Totals.Read().PublishUnknown.ShouldBe(202, "the count is of messages");
    });

    [Fact]
    public void A_refusal_ends_a_burst_and_the_rest_is_counted_as_never_tried() => VirtualTime.Run(async time =>
    {
        var journal = new LabJournal(time.Clock);
        var publisher = new Publisher(new InMemoryTransport(time.Clock) { Fails = n => n == 3 ? new LabException("not allowed") : null }, journal, "t");

        var done = await publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = 10, Every = TimeSpan.FromSeconds(1) });

        (done.Published, done.Refused, done.Unknown, done.NeverTried).ShouldBe((2, 1, 0, 7));
    });

    [Theory]
    [InlineData("priority=high", "priority", "high")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("empty=", "empty", "")]
    public void An_attribute_is_read_up_to_its_first_equals_sign(string text, string key, string value) =>
        TaskDraft.ParseAttribute(text).ShouldBe(new KeyValuePair<string, string>(key, value));

    [Theory]
    [InlineData("priority")]
    [InlineData("=high")]
    [InlineData("")]
    public void An_attribute_without_a_name_or_an_equals_sign_is_refused(string text) =>
        Should.Throw<LabException>(() => TaskDraft.ParseAttribute(text)).Message.ShouldContain("key=value");

    [Fact]
    public void A_stream_keeps_its_rate_until_it_is_stopped_and_answers_for_what_it_sent() => VirtualTime.Run(async time =>
    {
        var journal = new LabJournal(time.Clock);
        var publisher = new Publisher(new InMemoryTransport(time.Clock), journal, "t");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10.1), time.Clock);

        var progress = await publisher.PublishAsync(
            new PublishOrder(new TaskDraft()) { Count = null, Every = TimeSpan.FromMilliseconds(500) }, null, stop.Token);

        progress.Published.ShouldBe(21);
        journal.Totals.Read().Published.ShouldBe(21);
    });

    [Fact]
    public void An_answer_out_of_order_leaves_no_timer() => VirtualTime.Run(async time =>
    {
        var transport = new InMemoryTransport(time.Clock) { AnswersAfter = n => n == 1 ? Task.Delay(TimeSpan.FromMilliseconds(10), time.Clock) : Task.CompletedTask };
        await new Publisher(transport, new LabJournal(time.Clock), "t").PublishAsync(new PublishOrder(new TaskDraft()) { Count = 5 });
        time.Clock.Step().ShouldBeNull();
    });

    [Fact]
    public void A_broker_that_refuses_ends_the_order_with_its_sentence() => VirtualTime.Run(async time =>
    {
        var journal = new LabJournal(time.Clock);
        var publisher = new Publisher(new InMemoryTransport(time.Clock) { Refusal = new LabException("No.") }, journal, "t");

        var e = await Should.ThrowAsync<LabException>(() => publisher.PublishAsync(new PublishOrder(new TaskDraft()) { Count = 1000 }));

        e.Message.ShouldBe("No.");
        journal.Totals.Read().PublishFailed.ShouldBe(1);
    });
}
