using System.Text.Json;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>The history as a test suite in any language reads it.</summary>
public sealed class HistoryControlTests
{
    [Fact]
    public async Task Without_a_history_the_answer_says_how_to_switch_it_on()
    {
        await using var live = await StartAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        (await control.FailsAsync(400, "FAILED_PRECONDITION", "GET", "history"))
            .ShouldBe("The emulator keeps no history. Let it begin with PUT /emulator/v1/history {\"keep\":true}.");

        (await control.OkAsync("PUT", "history", """{"keep":true}""")).GetProperty("limit").GetInt32().ShouldBe(100_000);
        (await control.OkAsync("GET", "history")).GetProperty("events").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_history_that_begins_later_has_what_happens_to_older_topics_and_is_that_of_the_package()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);
        Should.Throw<InvalidOperationException>(() => live.Emulator.History);
        await control.OkAsync("PUT", "history", """{"keep":true}""");
        await live.PublishAsync(Message("hello", "key", ("a", "b")));
        await live.PullAsync();

        var events = (await control.OkAsync("GET", "history?subscription=subscription")).GetProperty("events");

        var delivered = events.EnumerateArray().ShouldHaveSingleItem();
        delivered.GetProperty("kind").GetString().ShouldBe("DELIVERED");
        delivered.GetProperty("deliveryAttempt").GetInt32().ShouldBe(1);
        delivered.GetProperty("message").GetProperty("data").GetBytesFromBase64().ShouldBe("hello"u8.ToArray());
        delivered.GetProperty("message").GetProperty("attributes").GetProperty("a").GetString().ShouldBe("b");
        delivered.GetProperty("message").GetProperty("orderingKey").GetString().ShouldBe("key");
        live.Emulator.History.Deliveries("subscription").ShouldHaveSingleItem().MessageId.ShouldBe(delivered.GetProperty("messageId").GetString());
        await control.OkAsync("DELETE", "history");
        live.Emulator.History.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Filters_choose_and_a_number_reads_on()
    {
        await using var live = await StartAsync(new() { KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateTopicAsync("other");
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("a", "b");
        using var control = await ControlClient.OpenAsync(live.Emulator);

        Kinds(await control.OkAsync("GET", "history?topic=other")).ShouldBe(["TOPIC_CREATED"]);
        Kinds(await control.OkAsync("GET", "history?topic=projects/test/topics/topic&kind=PUBLISHED&kind=subscription-created"))
            .ShouldBe(["SUBSCRIPTION_CREATED", "PUBLISHED", "PUBLISHED"]);
        Kinds(await control.OkAsync("GET", "history?messageId=2")).ShouldBe(["PUBLISHED"]);
        Kinds(await control.OkAsync("GET", "history?project=strange")).ShouldBeEmpty();
        var first = await control.OkAsync("GET", "history?limit=2");
        Kinds(first).Length.ShouldBe(2);
        var rest = await control.OkAsync("GET", $"history?after={first.GetProperty("next")}");
        Kinds(rest).ShouldBe(["SUBSCRIPTION_CREATED", "PUBLISHED", "PUBLISHED"]);
        (await control.OkAsync("GET", $"history?after={rest.GetProperty("next")}")).GetProperty("events").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_wait_ends_with_the_events_that_it_waits_for_although_the_clock_stands_still()
    {
        await using var live = await StartAsync(new FakeClock().Options with { KeepHistory = true });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);
        var acked = control.OkAsync("GET", "history?kind=ACKED&wait=60s&count=2");
        await live.PublishAsync("a", "b");
        var received = await live.PullAsync();
        await live.AcknowledgeAsync(received[0].AckId);
        acked.IsCompleted.ShouldBeFalse();

        await live.AcknowledgeAsync(received[1].AckId);

        (await acked.EndsAsync()).GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("messageId").GetString()).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_wait_that_is_in_vain_says_what_happened_instead()
    {
        await using var live = await StartAsync(new FakeClock().Options with { KeepHistory = true });
        await live.CreateTopicAsync();
        await live.PublishAsync("hello");
        using var control = await ControlClient.OpenAsync(live.Emulator);

        var sentence = await control.FailsAsync(504, "DEADLINE_EXCEEDED", "GET", "history?kind=ACKED&wait=0.01s");

        sentence.ShouldStartWith("0 of 1 events matched within 0.01 s. The newest events are:\n");
        sentence.ShouldContain("Published projects/test/topics/topic");
        sentence.ShouldEndWith(": message 1 \"hello\"");
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_wait()
    {
        await using var live = await StartAsync(new() { KeepHistory = true });
        using var http = new HttpClient();
        using var leaving = new CancellationTokenSource();
        var wait = http.GetAsync($"http://{live.Emulator.Endpoint}/emulator/v1/history?kind=ACKED&wait=600s", leaving.Token);
        await Eventually.HoldsAsync(() => live.Emulator.Broker.History.Waiters == 1, "the wait began");

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait.EndsAsync());
        await Eventually.HoldsAsync(() => live.Emulator.Broker.History.Waiters == 0, "the wait ended");
    }

    [Fact]
    public async Task A_wait_ends_with_the_emulator()
    {
        var live = await StartAsync(new() { KeepHistory = true });
        using var http = new HttpClient();
        var wait = http.GetAsync($"http://{live.Emulator.Endpoint}/emulator/v1/history?kind=ACKED&wait=600s", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => live.Emulator.Broker.History.Waiters == 1, "the wait began");

        await live.DisposeAsync().AsTask().EndsAsync();

        await Should.ThrowAsync<HttpRequestException>(() => wait.EndsAsync());
    }

    [Fact]
    public async Task A_limit_keeps_the_newest_and_a_reader_is_told_what_it_missed()
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);
        await control.OkAsync("PUT", "history", """{"keep":true,"limit":4}""");
        for (var i = 0; i < 20; i++)
        {
            await live.PublishAsync("x");
        }

        var kept = (await control.OkAsync("GET", "history")).GetProperty("events");
        kept.GetArrayLength().ShouldBeInRange(4, 5);
        kept[kept.GetArrayLength() - 1].GetProperty("messageId").GetString().ShouldBe("20");
        (await control.FailsAsync(400, "OUT_OF_RANGE", "GET", "history?after=3")).ShouldStartWith("after is 3: events up to 1");
        (await control.OkAsync("PUT", "history", """{"keep":false}""")).GetProperty("limit").GetInt32().ShouldBe(0);
        await control.FailsAsync(400, "FAILED_PRECONDITION", "GET", "history");
    }

    [Theory]
    [InlineData("limit=0", "limit is \"0\": it must be 1 to 10000.")]
    [InlineData("count=2", "count is \"2\": it goes together with wait.")]
    [InlineData("wait=1s&count=-1", "count is \"-1\": it must be 1 to 10000.")]
    [InlineData("wait=601s", "wait is \"601s\": it must be 0s to 600s.")]
    [InlineData("wait=10", "Invalid value at 'wait' (type.googleapis.com/google.protobuf.Duration), \"10\". It must be a number of seconds with an s, such as \"600s\" or \"1.5s\".")]
    [InlineData("after=-1", "after is \"-1\": it must be 0 or the number of an event.")]
    [InlineData("kind=BLUE", "Invalid value at 'kind[0]' (type.googleapis.com/pubsublab.emulator.v1.Event.Kind), \"BLUE\". It must be KIND_UNSPECIFIED, TOPIC_CREATED,*")]
    [InlineData("kind=0", "kind is \"KIND_UNSPECIFIED\": it must be a kind of event, such as ACKED.")]
    [InlineData("topic=a/b", "topic: \"a/b\" is not the name of a topic. Write projects/PROJECT/topics/ID, or the id alone.")]
    [InlineData("topic=none", "topic: \"none\" does not name its project, and the emulator has none.*")]
    [InlineData("project=a/b", "project: \"a/b\" is not a project. Write its id, or projects/ID.")]
    [InlineData("color=blue", "Invalid JSON payload received. Unknown name \"color\": Cannot bind query parameter. Field 'color' could not be found in request message.")]
    public async Task A_wrong_value_is_refused_with_field_value_and_rule(string query, string sentence)
    {
        await using var live = await StartAsync(new() { KeepHistory = true });
        using var control = await ControlClient.OpenAsync(live.Emulator);

        var said = await control.FailsAsync(400, "INVALID_ARGUMENT", "GET", $"history?{query}");

        (sentence.EndsWith('*') ? said[..Math.Min(said.Length, sentence.Length - 1)] + "*" : said).ShouldBe(sentence);
    }

    [Theory]
    [InlineData("""{"keep":true,"limit":1000001}""", "limit is \"1000001\": it must be 1 to 1000000.")]
    [InlineData("""{"keep":false,"limit":5}""", "limit is \"5\": it goes together with keep: true.")]
    [InlineData("""{"keeps":true}""", "Invalid JSON payload received. Unknown name \"keeps\": Cannot find field.")]
    [InlineData("""{"keep":"maybe"}""", "Invalid value at 'keep' (TYPE_BOOL), \"maybe\". It must be true or false.")]
    public async Task Wrong_settings_are_refused(string body, string sentence)
    {
        await using var live = await StartAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        (await control.FailsAsync(400, "INVALID_ARGUMENT", "PUT", "history", body)).ShouldBe(sentence);
    }

    private static string[] Kinds(JsonElement answer) => [.. answer.GetProperty("events").EnumerateArray().Select(static e => e.GetProperty("kind").GetString()!)];
}
