using System.Text;
using PubSubLab.Lab.Routing;

namespace PubSubLab.Lab.Tests.Routing;

public sealed class RouteLinesTests
{
    [Fact]
    public async Task Every_line_is_routed_as_one_user_is_wherever_buffers_end()
    {
        var random = new Random(4);
        var bytes = new byte[16];
        var users = Enumerable.Range(0, 5_000).Select(_ =>
        {
            random.NextBytes(bytes);
            return new Guid(bytes);
        }).ToList();
        var totals = new TopicAndSub(77, 1_001);

        var (count, lines) = await RunAsync(totals, string.Join("\r\n", users) + "\n\n");

        count.ShouldBe(5_000);
        lines.ShouldBe(users.Select(u => $"{totals.NamesOf(u).Topic} {totals.NamesOf(u).Sub}"));
    }

    [Fact]
    public async Task A_last_line_without_an_end_is_routed_too() =>
        (await RunAsync(TopicAndSub.Default, "12345678-1234-5678-1234-567812345678")).Lines.ShouldBe(["chat-topic-778 chat-sub-104"]);

    [Fact]
    public async Task The_first_line_that_is_no_uuid_is_named_with_its_number()
    {
        var text = $"{Guid.Empty}\nhello\u001b[31m\n";

        (await Should.ThrowAsync<LabException>(() => RunAsync(TopicAndSub.Default, text))).Message
            .ShouldBe("Line 2 is 'hello␛[31m', which is not a UUID. Write one a line, as 12345678-1234-5678-1234-567812345678.");
    }

    [Fact]
    public async Task A_line_without_end_does_not_fill_the_memory() =>
        (await Should.ThrowAsync<LabException>(() => RunAsync(TopicAndSub.Default, new string('a', 1_000_000)))).Message.ShouldStartWith("Line 1 is 'aaaa");

    [Fact]
    public void Random_users_fall_as_chance_says()
    {
        var spread = RouteSpread.Draw(new TopicAndSub(100, 100), 10_000, 1);

        spread.PlacesWith.Sum().ShouldBe(10_000);
        spread.PlacesWith.Select((places, n) => places * n).Sum().ShouldBe(10_000);

        // A count of about 3,679 places has a standard deviation below 61; four of them.
        ((double)spread.PlacesWith[0]).ShouldBe(spread.Expected(0), 244);
        ((double)spread.PlacesWith[1]).ShouldBe(spread.Expected(1), 244);
        spread.Expected(0).ShouldBe(3_678.8, 0.1);
    }

    [Fact]
    public void Too_many_places_are_refused() =>
        Should.Throw<LabException>(() => RouteSpread.Draw(new TopicAndSub(ulong.MaxValue, 2), 10, 1)).Message.ShouldContain("too many places to count");

    private static async Task<(long Count, string[] Lines)> RunAsync(TopicAndSub totals, string text)
    {
        using var from = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var to = new MemoryStream();
        var count = await RouteLines.RunAsync(totals, from, to, CancellationToken.None);
        return (count, Encoding.UTF8.GetString(to.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
