using Microsoft.Extensions.Time.Testing;
using PubSubLab.Commands;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Tests.Commands;

public class RedeliveryWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LabJournal _journal;
    private readonly RedeliveryWatch _watch;

    public RedeliveryWatchTests()
    {
        _journal = new LabJournal(_time);
        _watch = _journal.Attach(new RedeliveryWatch());
    }

    [Fact]
    public async Task A_message_that_comes_back_a_thousand_times_is_told_once()
    {
        Deliver("7", RedeliveryWatch.Many - 1);
        Deliver("8", 3);
        _time.Advance(TimeSpan.FromHours(1));
        Deliver("7", 5_000);

        (await WarningsAsync()).ShouldHaveSingleItem().ShouldBe(
            "Message 7 was delivered 1,000 times by sub and is not acknowledged. Let a worker accept it, or give the subscription a retry policy or a dead-letter topic.");
    }

    [Fact]
    public async Task Many_such_messages_are_told_one_a_minute_with_their_counts_of_then()
    {
        Deliver("7", RedeliveryWatch.Many);
        Deliver("8", RedeliveryWatch.Many + 499);
        _time.Advance(TimeSpan.FromSeconds(59));
        Deliver("8", 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Deliver("8", 1);
        Deliver("7", 1);

        var warnings = await WarningsAsync();

        warnings.Length.ShouldBe(2);
        warnings[0].ShouldStartWith("Message 7 was delivered 1,000 times");
        warnings[1].ShouldStartWith("Message 8 was delivered 1,501 times");
    }

    [Fact]
    public async Task The_brokers_count_of_attempts_counts_too()
    {
        _journal.Append(LabEventKind.Delivered, Facts("7"), "w1", "sub", attempt: 2_500);

        (await WarningsAsync()).ShouldHaveSingleItem().ShouldStartWith("Message 7 was delivered 2,500 times");
    }

    private static MessageFacts Facts(string id) => new(id, "topic", default, new Dictionary<string, string>(StringComparer.Ordinal));

    private void Deliver(string id, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _journal.Append(LabEventKind.Delivered, Facts(id), "w1", "sub");
        }
    }

    private async Task<string[]> WarningsAsync()
    {
        await using var output = new StringWriter { NewLine = "\n" };
        _watch.End();
        await _watch.PrintAsync(output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
