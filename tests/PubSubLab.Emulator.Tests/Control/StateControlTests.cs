using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Cloud.PubSub.V1;
using PubSubLab.Emulator.Tests.Rest;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Control;

/// <summary>Reset and state as a test suite in any language uses them.</summary>
public sealed partial class StateControlTests
{
    private const string Avro = """{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}""";

    [Fact]
    public async Task A_reset_leaves_nothing_of_any_project()
    {
        await using var live = await StartAsync(new() { KeepHistory = true });
        await FillAsync(live);
        await live.Publisher.CreateTopicAsync(new Topic { Name = "projects/other/topics/topic" });
        using var rest = new RestClient(live.Emulator.Endpoint);
        await rest.OkAsync("POST", "/v1/projects/third/schemas?schemaId=alone", SchemaBody());
        live.Emulator.Faults.IsDown = true;
        using var control = await ControlClient.OpenAsync(live.Emulator);

        await control.OkAsync("POST", "reset");

        live.Emulator.Faults.IsDown.ShouldBeFalse();
        live.Emulator.History.Events.ShouldBeEmpty();
        var state = await control.OkAsync("GET", "state");
        state.EnumerateObject().ShouldAllBe(static list => list.Value.GetArrayLength() == 0);
        await FillAsync(live);
        live.Emulator.Reset();
        (await control.OkAsync("GET", "state")).GetProperty("topics").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_reset_of_a_project_leaves_the_others_and_the_faults()
    {
        await using var live = await StartAsync();
        await FillAsync(live);
        await live.Publisher.CreateTopicAsync(new Topic { Name = "projects/other/topics/topic" });
        live.Emulator.Faults.FailNext("Pull", Grpc.Core.StatusCode.Aborted);
        using var control = await ControlClient.OpenAsync(live.Emulator);

        await control.OkAsync("POST", "reset?project=test");

        (await control.OkAsync("GET", "state")).GetProperty("topics").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("projects/other/topics/topic");
        live.Emulator.Faults.Pending.ShouldBe(1);
        (await control.FailsAsync(400, "INVALID_ARGUMENT", "POST", "reset?project=a/b")).ShouldBe("project: \"a/b\" is not a project. Write its id, or projects/ID.");
    }

    [Fact]
    public async Task A_state_that_is_put_back_is_the_same_state()
    {
        var clock = new FakeClock();
        await using var live = await StartAsync(clock.Options);
        await FillAsync(live);
        using var control = await ControlClient.OpenAsync(live.Emulator);
        var saved = await control.OkAsync("GET", "state");
        await live.AcknowledgeAsync((await live.PullAsync())[0].AckId);
        await live.PublishAsync(Message("later", "key"));
        clock.Time.Advance(TimeSpan.FromSeconds(1));

        await control.OkAsync("PUT", "state", saved.GetRawText());

        Plain(await control.OkAsync("GET", "state")).ShouldBe(Plain(saved));
        (await live.PullAsync()).Select(static m => (m.Message.MessageId, m.Message.Data.ToStringUtf8(), m.Message.OrderingKey)).ShouldBe([("1", "a", ""), ("2", "b", "key"), ("3", "c", "key")], ignoreOrder: true);
        (await live.PullAsync("some")).Select(static m => m.Message.MessageId).ShouldBe(["2"]);
        (await live.PublishAsync(Message("new"))).ShouldHaveSingleItem().ShouldBe("5", "ids go on");
    }

    [Fact]
    public async Task A_state_goes_to_another_emulator()
    {
        await using var one = await StartAsync();
        await FillAsync(one);
        using var first = await ControlClient.OpenAsync(one.Emulator);
        var saved = await first.OkAsync("GET", "state?project=test");
        await using var two = await StartAsync();
        using var second = await ControlClient.OpenAsync(two.Emulator);

        await second.OkAsync("PUT", "state", saved.GetRawText());

        Plain(await second.OkAsync("GET", "state")).ShouldBe(Plain(saved));
        (await two.PublishAsync(Message("next"))).ShouldHaveSingleItem().ShouldBe("4", "after the restored ones");
    }

    [Fact]
    public async Task A_topology_file_is_a_state()
    {
        await using var live = await StartAsync();
        await FillAsync(live);
        using var control = await ControlClient.OpenAsync(live.Emulator);
        var example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "topology.example.yaml"));

        (await control.SendAsync("PUT", "state", example, "application/yaml")).Code.ShouldBe(200);

        (await control.OkAsync("GET", "state")).GetProperty("subscriptions").EnumerateArray().Select(static s => s.GetProperty("name").GetString())
            .ShouldBe(["projects/my-project/subscriptions/orders-dead-all", "projects/my-project/subscriptions/orders-eu", "projects/my-project/subscriptions/orders-hook"]);
    }

    [Theory]
    [InlineData("""{"topics":[{"name":"projects/p/topics/good"},{"name":"bad"}]}""", 400, "topics[1]: name is \"bad\"")]
    [InlineData("""{"subscriptions":[{"name":"projects/p/subscriptions/sub","topic":"projects/p/topics/none"}]}""", 404, "subscriptions[0]: Resource not found (resource=none).")]
    [InlineData("""{"messages":[{"message":{"data":"eA=="},"subscriptions":[{"name":"projects/p/subscriptions/none"}]}]}""", 404, "messages[0]: Resource not found (resource=none).")]
    [InlineData("""{"messages":[{"message":{"data":"eA=="}}]}""", 400, "messages[0]: subscriptions is empty: a message waits in at least one.")]
    [InlineData("""{"topics":[{"name":"projects/p/topics/top"}],"subscriptions":[{"name":"projects/p/subscriptions/sub","topic":"projects/p/topics/top"}],"messages":[{"message":{"data":"eA==","messageId":"x"},"subscriptions":[{"name":"projects/p/subscriptions/sub"}]}]}""", 400, "messages[0]: message.message_id is \"x\": it must be a number above 0")]
    [InlineData("""{"topics":[{"name":"projects/p/topics/top"}],"subscriptions":[{"name":"projects/p/subscriptions/sub","topic":"projects/p/topics/top"}],"messages":[{"message":{},"subscriptions":[{"name":"projects/p/subscriptions/sub"}]}]}""", 400, "messages[0]: messages[0] is empty")]
    [InlineData("""{"schemas":[{"name":"projects/p/schemas/sch","type":"AVRO","definition":"{"}]}""", 400, "schemas[0]: ")]
    [InlineData("""{"queues":[]}""", 400, "Invalid JSON payload received. Unknown name \"queues\": Cannot find field.")]
    public async Task A_state_that_is_refused_changes_nothing(string body, int code, string sentence)
    {
        await using var live = await StartAsync();
        await FillAsync(live);
        using var control = await ControlClient.OpenAsync(live.Emulator);
        var before = await control.OkAsync("GET", "state");

        var answer = await control.SendAsync("PUT", "state", body);

        answer.Code.ShouldBe(code, $"{answer.Json}");
        answer.Message.ShouldStartWith(sentence);
        (await control.OkAsync("GET", "state")).GetRawText().ShouldBe(before.GetRawText());
    }

    [Theory]
    [InlineData("project: p\ntopics:\n  - name: top\n    retention: 1s\n", "The topology is refused: line 3: topics[0]: ")]
    [InlineData("project: p\ncolour: blue\n", "The topology is refused: line 2: colour: there is no such field; there are project, schemas, topics")]
    [InlineData("a: [", "The topology is refused: line ")]
    public async Task A_topology_that_is_refused_changes_nothing(string yaml, string sentence)
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);

        (await control.SendAsync("PUT", "state", yaml, "application/yaml")).Message.ShouldStartWith(sentence);

        (await control.OkAsync("GET", "state")).GetProperty("topics").GetArrayLength().ShouldBe(1);
    }

    // So many messages that a trial would have the time to push one.
    [Fact]
    public async Task A_trial_does_not_push()
    {
        await using var endpoint = await PushEndpoint.StartAsync(static _ => 204);
        await using var live = await StartAsync();
        using var control = await ControlClient.OpenAsync(live.Emulator);
        string State(params IEnumerable<int> ids) => JsonSerializer.Serialize(new
        {
            topics = new[] { new { name = Topic() } },
            subscriptions = new[] { new { name = Subscription(), topic = Topic(), pushConfig = new { pushEndpoint = endpoint.Url } } },
            messages = ids.Select(static id => new { message = new { data = "eA==", messageId = $"{id}" }, subscriptions = new[] { new { name = Subscription() } } }),
        });

        (await control.SendAsync("PUT", "state", State([.. Enumerable.Range(1, 5_000), 1]))).Message
            .ShouldStartWith("messages[5000]: message.message_id is \"1\": it must be a number above 5000");
        await control.OkAsync("PUT", "state", State(7_000, 7_001));

        var pushed = new[] { await endpoint.NextAsync(), await endpoint.NextAsync() };
        pushed.Select(static p => p.Json.GetProperty("message").GetProperty("messageId").GetString()).ShouldBe(["7000", "7001"], ignoreOrder: true);
    }

    private static async Task FillAsync(LiveEmulator live)
    {
        using var rest = new RestClient(live.Emulator.Endpoint);
        await rest.OkAsync("POST", "/v1/projects/test/schemas?schemaId=order", SchemaBody());
        var second = await rest.OkAsync("POST", "/v1/projects/test/schemas/order:commit", $$"""{ "name": "projects/test/schemas/order", "schema": {{SchemaBody()}} }""");
        await live.Publisher.CreateTopicAsync(new Topic
        {
            Name = Topic("checked"),
            SchemaSettings = new() { Schema = "projects/test/schemas/order", Encoding = Encoding.Json, FirstRevisionId = second.GetProperty("revisionId").GetString() },
        });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: static s =>
        {
            s.EnableMessageOrdering = true;
            s.Labels.Add("team", "shop");
            s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("checked"), MaxDeliveryAttempts = 7 };
            s.RetryPolicy = new() { MinimumBackoff = Seconds(0) };
        });
        await live.CreateSubscriptionAsync("some", set: static s => s.Filter = "attributes:some");
        await live.PublishAsync(Message("a"), Message("b", "key", ("some", "x")), Message("c", "key"));
    }

    private static string SchemaBody() => JsonSerializer.Serialize(new { type = "AVRO", definition = Avro });

    // A schema that is created anew has other revision ids.
    private static string Plain(JsonElement state) => OfRevision().Replace(state.GetRawText(), "\"${field}\":\"\"");

    [GeneratedRegex("\"(?<field>revisionId|revisionCreateTime|firstRevisionId)\": ?\"[^\"]*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OfRevision();
}
