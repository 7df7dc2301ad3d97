using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Experiments.Files;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Experiments;

/// <summary>Measures of a run from its events alone.</summary>
public sealed class RunViewTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("a")]
    [InlineData(null)]
    public void Without_leases_a_kill_ends_what_was_outstanding_from_then_on(string? subscription)
    {
        var journal = new LabJournal(_time);
        var record = journal.Attach(new RunRecord(new HashSet<string> { "t" }, new HashSet<string> { "a", "b" }));
        journal.Append(LabEventKind.Published, Message("1"));
        journal.Append(LabEventKind.Published, Message("2"));
        journal.Append(LabEventKind.Delivered, Message("1"), "w1", "a");
        journal.Append(LabEventKind.Delivered, Message("2"), "w1", "a");
        _time.Advance(TimeSpan.FromSeconds(1));
        journal.Append(LabEventKind.WorkerKilled, "w1", "a");
        journal.Append(LabEventKind.Delivered, Message("1"), "w2", "a");

        var before = View(TimeSpan.Zero);
        var end = View(null);
        var leased = View(null, killEndsLeases: false);

        (before.InHand, before.MostInHand, before.Waiting).ShouldBe((2, 2, 0));
        (end.InHand, end.MostInHand, end.WaitingOn("a")).ShouldBe((1, 2, 1));
        (leased.InHand, leased.MostInHand).ShouldBe((3, 3));

        RunView View(TimeSpan? at, bool killEndsLeases = true) =>
            new(record.Read(at), at ?? journal.Now, [new("a", "t"), new("b", "elsewhere")], _ => null, subscription, null, killEndsLeases);
    }

    [Fact]
    public void A_message_on_another_topic_of_the_scene_happens_and_is_not_counted()
    {
        var journal = new LabJournal(_time);
        var facts = journal.Attach(new SceneFacts("t", ["t", "answers"], ["a"]));
        var changed = facts.Changed.Task;

        journal.Append(LabEventKind.Published, Message("1", "answers"));
        journal.Append(LabEventKind.Published, Message("2", "foreign"));

        changed.IsCompleted.ShouldBeTrue();
        (facts.Seen, facts.Published, facts.ReadStories().Count).ShouldBe((1, 0, 0));
    }

    private static MessageFacts Message(string id, string topic = "t") => new(id, topic, "{}"u8.ToArray(), new Dictionary<string, string>());
}
