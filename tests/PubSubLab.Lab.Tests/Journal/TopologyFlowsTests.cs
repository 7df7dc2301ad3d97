using Microsoft.Extensions.Time.Testing;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Lab.Tests.Journal;

public class TopologyFlowsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;

    public TopologyFlowsTests() => _journal = new LabJournal(_time);

    [Fact]
    public void Rates_are_of_the_last_whole_seconds_and_counts_of_all()
    {
        for (var i = 0; i < 10; i++)
        {
            Say(LabEventKind.Published, $"m{i}");
            Say(LabEventKind.Delivered, $"m{i}", "sub");
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        var now = _journal.Flows.Read(_journal.Now, 5);
        now.Topics.ShouldHaveSingleItem().ShouldBe(new TopicFlow("t", 10, 2));
        now.Subscriptions.ShouldHaveSingleItem().DeliveredPerSecond.ShouldBe(2);
        now.Subscriptions[0].Topic.ShouldBe("t");

        _time.Advance(TimeSpan.FromMinutes(3));
        var later = _journal.Flows.Read(_journal.Now, 5);
        later.Topics[0].PublishedPerSecond.ShouldBe(0);
        later.Subscriptions[0].Delivered.ShouldBe(10);
    }

    [Fact]
    public void Outcomes_are_counted_per_subscription()
    {
        Say(LabEventKind.Published, "a");
        Say(LabEventKind.Nacked, "a", "one");
        Say(LabEventKind.LeaseExpired, "a", "one");
        Say(LabEventKind.FilteredOut, "a", "two");
        Say(LabEventKind.DeadLettered, "a", "one");

        var flows = _journal.Flows.Read(_journal.Now, 1).Subscriptions;
        flows.Single(f => f.Name == "one").ShouldBe(new SubscriptionFlow("one", "t") { Nacked = 1, Expired = 1, DeadLettered = 1 });
        flows.Single(f => f.Name == "two").FilteredOut.ShouldBe(1);
    }

    private void Say(LabEventKind kind, string id, string? subscription = null) =>
        _journal.Append(kind, new MessageFacts(id, "t", "{}"u8.ToArray(), new Dictionary<string, string>()), subscription is null ? null : "w1", subscription);
}
