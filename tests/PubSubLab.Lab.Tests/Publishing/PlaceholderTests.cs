using PubSubLab.Lab.Journal;
using PubSubLab.Lab.Publishing;
using PubSubLab.Lab.Tests.Support;

namespace PubSubLab.Lab.Tests.Publishing;

public sealed class PlaceholderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 14, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void Each_placeholder_is_filled_in_body_user_attributes_and_key()
    {
        var task = new TaskDraft
        {
            Json = """{"n":{n},"id":"{uuid}","at":"{now}","who":"{user}"}""",
            UserId = "user{n}",
            Attributes = new Dictionary<string, string> { ["trace"] = "{uuid}", ["plain"] = "{N} {nn} {}" },
            OrderingKey = "k-{user}",
        }.Build(7, s_now);

        var id = Guid.Parse(task.Attributes["trace"]);
        task.Text.ShouldBe($$"""{"n":7,"id":"{{id}}","at":"2026-03-14T12:00:00.250Z","who":"user7"}""");
        task.UserId.ShouldBe("user7");
        task.OrderingKey.ShouldBe("k-user7");
        task.Attributes["plain"].ShouldBe("{N} {nn} {}");
    }

    [Theory]
    [InlineData("a\"b\\c\n\u0001")]
    [InlineData("漢字 👩‍💻 \u202e")]
    [InlineData("{n}{uuid}{user}")]
    public void A_users_text_keeps_a_JSON_string_whole(string user)
    {
        var task = new TaskDraft { Json = """{"who":"{user}"}""", UserId = user }.Build();

        using var body = System.Text.Json.JsonDocument.Parse(task.Data);
        body.RootElement.GetProperty("who").GetString().ShouldBe(task.UserId);
    }

    [Fact]
    public void A_message_that_is_published_again_stays_as_it_was()
    {
        var draft = new TaskDraft { Json = """{"text":"{n} {uuid}"}""", Attributes = new Dictionary<string, string> { ["a"] = "{now}" }, OrderingKey = "{n}", FillsPlaceholders = false };

        var task = draft.Build(3);

        draft.Varies.ShouldBeFalse();
        task.Text.ShouldBe(draft.Json);
        task.Attributes["a"].ShouldBe("{now}");
        task.OrderingKey.ShouldBe("{n}");
    }

    [Fact]
    public void A_burst_varies_where_only_an_attribute_has_a_placeholder() => VirtualTime.Run(async time =>
    {
        var journal = new LabJournal(time.Clock);
        var draft = new TaskDraft { Attributes = new Dictionary<string, string> { ["shard"] = "{n}" } };

        await new Publisher(new InMemoryTransport(time.Clock), journal, "t").PublishAsync(new PublishOrder(draft) { Count = 3 });

        journal.ReadAll().Select(e => e.Message!.Attributes["shard"]).ShouldBe(["1", "2", "3"]);
    });

    [Theory]
    [InlineData("{\n  \"a\": tru\n}", 2, 8, 3)]
    [InlineData("{\"a\":1", 1, 7, 1)]
    [InlineData("", 1, 1, 1)]
    [InlineData("{\"a\":{n},\n\"b\":oops}", 2, 5, 4)]
    [InlineData("{\"u\":{user}}", 1, 6, 6)]
    [InlineData("{\"漢字\":\"👩‍💻\",\n x}", 2, 2, 1)]
    [InlineData("1 2", 1, 3, 1)]
    [InlineData("{\"a\":\"open\n}", 1, 11, 1)]
    public void A_mistake_has_its_place_in_the_text_as_it_was_written(string json, int line, int column, int length)
    {
        var problem = new TaskDraft { Json = json, UserId = "no json" }.FindProblem().ShouldNotBeNull();

        (problem.Line, problem.Column, problem.Length).ShouldBe((line, column, length), problem.Sentence);
        problem.At.ShouldBe(json.Split('\n').Take(line - 1).Sum(l => l.Length + 1) + column - 1);
        problem.Says.ShouldNotContain("\n");
    }

    [Fact]
    public void A_mistake_in_a_large_text_is_a_short_sentence() =>
        new TaskDraft { Json = "tru" + new string(' ', 1_000_000) + "e" }.FindProblem().ShouldNotBeNull().Says.Length.ShouldBeLessThan(200);

    [Fact]
    public void JSON_has_no_mistake() => new TaskDraft { Json = """{"n":{n},"s":"{uuid}"}""" }.FindProblem().ShouldBeNull();
}
