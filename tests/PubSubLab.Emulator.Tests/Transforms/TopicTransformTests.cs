using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Transforms;

public sealed class TopicTransformTests
{
    [Fact]
    public async Task A_topics_transform_changes_what_every_subscription_gets()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, Transform.Of("message.data = message.data.toUpperCase(); message.attributes.seen = metadata.ordering_key; return message;"));
        await live.CreateSubscriptionAsync("first");
        await live.CreateSubscriptionAsync("second", set: s => s.Filter = "attributes.seen = \"key\"");

        await live.PublishAsync(Message("hello", "key", ("k", "v")));

        foreach (var subscription in new[] { "first", "second" })
        {
            var got = (await live.PullAsync(subscription)).Single().Message;
            got.Data.ToStringUtf8().ShouldBe("HELLO");
            got.Attributes.ShouldBe(new Dictionary<string, string> { ["k"] = "v", ["seen"] = "key" }, ignoreOrder: true);
            got.OrderingKey.ShouldBe("key");
        }
    }

    [Fact]
    public async Task Transforms_run_in_their_order_and_a_disabled_one_does_not()
    {
        await using var live = await LiveEmulator.StartAsync();
        var off = Transform.Data("message.data + 'x'", "off");
        off.Disabled = true;
        await CreateAsync(live, Transform.Data("message.data + '1'", "one"), off, Transform.Data("message.data + '2'", "two"));
        await live.CreateSubscriptionAsync();

        await live.PublishAsync("a");

        (await live.PullAsync()).Single().Message.Data.ToStringUtf8().ShouldBe("a12");
    }

    [Fact]
    public async Task A_message_whose_transform_returns_null_has_an_id_and_is_not_stored()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, Transform.Of("return message.data === 'drop' ? null : message;"));
        await live.CreateSubscriptionAsync();

        var reply = await live.Publisher.PublishAsync(new PublishRequest { Topic = Topic(), Messages = { Message("a"), Message("drop"), Message("b") } });

        reply.MessageIds.Distinct().Count().ShouldBe(3);
        var got = await live.PullAsync();
        got.Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["a", "b"]);
        got.Select(m => m.Message.MessageId).ShouldBe([reply.MessageIds[0], reply.MessageIds[2]]);
    }

    [Theory]
    [InlineData("throw new Error('boom');", "throws Error: boom")]
    [InlineData("throw 'text';", "throws text")]
    [InlineData("return undefinedName;", "undefinedName is not defined")]
    [InlineData("", "returns undefined")]
    [InlineData("return 1;", "returns a number")]
    [InlineData("return {};", "returns data that is undefined")]
    [InlineData("return { data: 1 };", "returns data that is a number")]
    [InlineData("return { data: 'a', attributes: { n: 1 } };", "returns attributes.n that is a number")]
    [InlineData("return { data: 'a', attributes: 'x' };", "returns attributes that are a string")]
    [InlineData("return { data: 'a', attributes: { goog: 'x' } };", "a key does not start with")]
    [InlineData("return { data: '', attributes: {} };", "it is empty")]
    [InlineData("return { data: 'a'.repeat(10000001) };", "too large")]
    public async Task A_transform_that_fails_refuses_the_whole_publish(string body, string reason)
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, Transform.Of($"if (message.data === 'bad') {{ {body} }} else {{ return message; }}"));
        await live.CreateSubscriptionAsync();

        var refused = await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync(Message("good"), Message("bad")));

        refused.Status.Detail.ShouldStartWith("messages[1] does not pass the message transform \"f\" of the topic: it ");
        refused.Status.Detail.ShouldContain(reason);
        await live.PublishAsync("next");
        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["next"]);
    }

    [Fact]
    public async Task Data_that_is_not_UTF_8_keeps_its_bytes_unless_a_function_changes_it()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, Transform.Of("message.attributes.a = 'b'; if (metadata.ordering_key) { message.data += '!'; } return message;"));
        await live.CreateSubscriptionAsync();
        byte[] data = [0xff, 0x00, 0xfe];
        var message = new PubsubMessage { Data = Google.Protobuf.ByteString.CopyFrom(data) };

        await live.PublishAsync(message);

        (await live.PullAsync()).Single().Message.Data.ToByteArray().ShouldBe(data);
        message.OrderingKey = "k";
        (await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync(message))).Status.Detail.ShouldContain("not UTF-8");
    }

    [Fact]
    public async Task A_schema_is_met_by_what_the_transform_returns()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        await schemas.CreateSchemaAsync(new CreateSchemaRequest
        {
            Parent = Project, SchemaId = "number",
            Schema = new Schema { Type = Schema.Types.Type.Avro, Definition = """{"type":"record","name":"r","fields":[{"name":"n","type":"int"}]}""" },
        });
        await live.Publisher.CreateTopicAsync(new Topic
        {
            Name = Topic(), SchemaSettings = new SchemaSettings { Schema = $"{Project}/schemas/number", Encoding = Encoding.Json },
            MessageTransforms = { Transform.Data("JSON.stringify({ n: message.data.length === 3 ? 3 : 'x' })") },
        });
        await live.CreateSubscriptionAsync();

        await live.PublishAsync("abc");

        var got = (await live.PullAsync()).Single().Message;
        got.Data.ToStringUtf8().ShouldBe("""{"n":3}""");
        got.Attributes["googclient_schemaname"].ShouldBe($"{Project}/schemas/number");
        (await FailsAsync(StatusCode.InvalidArgument, () => live.PublishAsync("a"))).Status.Detail.ShouldContain("does not fit the schema");
    }

    [Fact]
    public async Task Messages_of_publishes_at_once_keep_the_order_of_a_key()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, Transform.Of("let n = 0; for (let i = 0; i < (message.data % 5) * 2000; i++) { n += i; } return message;"));
        await live.CreateSubscriptionAsync(set: s => s.EnableMessageOrdering = true);
        using var publish = live.Publisher.PublishAsync(new PublishRequest { Topic = Topic(), Messages = { Message("0", "k") } });
        await publish;

        for (var i = 1; i < 40; i++)
        {
            await live.PublishAsync(Enumerable.Range(i * 3, 3).Select(n => Message(n.ToString(), "k")).ToArray());
        }

        var got = await live.PullAsync(max: 1000);
        got.Select(m => int.Parse(m.Message.Data.ToStringUtf8())).ShouldBe(got.Select(m => int.Parse(m.Message.Data.ToStringUtf8())).Order());
    }

    [Fact]
    public async Task A_topics_transforms_change_with_an_update_and_go_with_it()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        var changed = await live.Publisher.UpdateTopicAsync(new UpdateTopicRequest
        {
            Topic = new Topic { Name = Topic(), MessageTransforms = { Transform.Data("'new'") } }, UpdateMask = new() { Paths = { "message_transforms" } },
        });

        changed.MessageTransforms.Single().ShouldBe(Transform.Data("'new'"));
        (await live.Publisher.GetTopicAsync(new GetTopicRequest { Topic = Topic() })).ShouldBe(changed);
        await live.PublishAsync("a");
        await live.Publisher.UpdateTopicAsync(new UpdateTopicRequest { Topic = new Topic { Name = Topic() }, UpdateMask = new() { Paths = { "message_transforms" } } });
        await live.PublishAsync("b");
        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["new", "b"]);
    }

    [Fact]
    public async Task A_dead_letter_passes_the_transforms_of_its_topic()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic("dead"), MessageTransforms = { Transform.Data("'dead ' + message.data") } });
        await live.CreateSubscriptionAsync("letters", "dead");
        await live.CreateSubscriptionAsync(set: s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 });
        await live.PublishAsync("a");

        for (var i = 0; i < 5; i++)
        {
            var got = (await live.PullAsync()).Single();
            await live.Subscriber.ModifyAckDeadlineAsync(new ModifyAckDeadlineRequest { Subscription = Subscription(), AckIds = { got.AckId }, AckDeadlineSeconds = 0 });
        }

        IList<ReceivedMessage> letters = [];
        await Eventually.HoldsAsync(async () => (letters = await live.PullAsync("letters")).Count == 1, "the letter arrives");
        letters[0].Message.Data.ToStringUtf8().ShouldBe("dead a");
    }

    private static Task<Topic> CreateAsync(LiveEmulator live, params MessageTransform[] transforms) =>
        live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageTransforms = { transforms } }).ResponseAsync;
}
