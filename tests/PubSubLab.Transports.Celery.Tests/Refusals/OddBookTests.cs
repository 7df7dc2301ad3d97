using PubSubLab.Transports.Celery.Tests.Support;

namespace PubSubLab.Transports.Celery.Tests.Refusals;

/// <summary>Entries of dead workers in Redis's books that something is odd about: those that are tasks come back, and none keeps others there.</summary>
public sealed class OddBookTests(Servers servers)
{
    private const string Envelope = """{"body": "W1sxXSwge30sIHt9XQ==", "content-type": "application/json", "content-encoding": "utf-8", """;

    [Theory]
    [InlineData("a name twice", """ "headers": {"id": "ID", "task": "echo", "a": 1, "a": 2}, "properties": {"body_encoding": "base64"}}""", "it has a name twice in one object")]
    [InlineData("half a surrogate pair", """ "headers": {"id": "ID", "task": "echo", "a": "\udc80"}, "properties": {"body_encoding": "base64"}}""", "it has half a surrogate pair")]
    [InlineData("a priority of another type", """ "headers": {"id": "ID", "task": "echo"}, "properties": {"body_encoding": "base64", "priority": {}}}""", null)]
    [InlineData("no properties", """ "headers": {"id": "ID", "task": "echo"}}""", "it has no 'body', 'headers' or 'properties'")]
    public async Task A_dead_workers_task_comes_back_whatever_is_odd_about_it(string what, string rest, string? refusal)
    {
        Needs.Skip("redis");
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync("redis"));
        await using var books = await StoredResults.OpenAsync(queue.Backend);
        var id = Guid.NewGuid().ToString();
        await BookAsync(books, "odd", $"[{Envelope}{rest.Replace("ID", id)}, \"\", \"{queue.Name}\"]");

        await queue.SubscribeAsync(maxInFlight: 1);

        if (refusal is null)
        {
            (await books.GetAsync(id)).GetProperty("status").GetString().ShouldBe("SUCCESS", what);
        }
        else
        {
            await queue.SaysAsync(refusal);
        }

        await Eventually.HoldsAsync(async () => await books.Database.HashLengthAsync("unacked") == 0, "it stays in the books");
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("[5, \"\", \"q\"]")]
    [InlineData("[{}, \"\\udc80\", \"q\"]")]
    public async Task An_entry_that_is_no_task_is_said_once_and_left_and_the_others_come_back(string entry)
    {
        Needs.Skip("redis");
        await using var queue = await TestQueue.OpenAsync(await servers.AloneAsync("redis"));
        await using var books = await StoredResults.OpenAsync(queue.Backend);
        await BookAsync(books, "junk", entry);
        await BookAsync(books, "task", $$$"""[{{{Envelope}}} "headers": {"id": "1", "task": "echo"}, "properties": {"body_encoding": "base64"}}, "", "{{{queue.Name}}}"]""");

        await queue.SubscribeAsync();

        await queue.DeliversAsync(1);
        queue.Notices.Single().ShouldBe("An entry of 'unacked' cannot be read and does not go back to a queue: junk. It stays there.");
        ((string?)await books.Database.HashGetAsync("unacked", "junk")).ShouldBe(entry);
    }

    private static async Task BookAsync(StoredResults books, string tag, string entry)
    {
        await books.Database.HashSetAsync("unacked", tag, entry);
        await books.Database.SortedSetAddAsync("unacked_index", tag, 1);
    }
}
