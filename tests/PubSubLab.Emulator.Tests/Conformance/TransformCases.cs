using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Transforms;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Conformance;

/// <summary>Rules of message transforms.</summary>
internal static class TransformCases
{
    private const string Overview = "SMTs overview";
    private const string Functions = "UDFs overview";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Transforms: a topic's function changes data and attributes", Overview, async s =>
        {
            var topic = await s.TopicAsync(t => t.MessageTransforms.Add(Transform.Of("message.data += '!'; message.attributes.a = 'b'; return message;")));
            var subscription = await s.SubscriptionAsync(topic);
            await s.PublishAsync(topic, Message("x"));
            var got = (await s.PullAsync(subscription, 1, patience: 5)).Single().Message;
            got.Data.ToStringUtf8().ShouldBe("x!");
            got.Attributes["a"].ShouldBe("b");
        }),
        new("Transforms: a subscription's function changes its own deliveries only", Overview, async s =>
        {
            var topic = await s.TopicAsync();
            var changed = await s.SubscriptionAsync(topic, x => x.MessageTransforms.Add(Transform.Data("'changed'")));
            var plain = await s.SubscriptionAsync(topic);
            await s.PublishAsync(topic, Message("x"));
            (await s.PullAsync(changed, 1)).Single().Message.Data.ToStringUtf8().ShouldBe("changed");
            (await s.PullAsync(plain, 1)).Single().Message.Data.ToStringUtf8().ShouldBe("x");
        }),
        new("Transforms: several run in their order, a disabled one does not", Overview, async s =>
        {
            var off = Transform.Data("'off'", "off");
            off.Disabled = true;
            var topic = await s.TopicAsync(t => t.MessageTransforms.Add([Transform.Data("message.data + '1'", "one"), off, Transform.Data("message.data + '2'", "two")]));
            var subscription = await s.SubscriptionAsync(topic);
            await s.PublishAsync(topic, Message("x"));
            (await s.PullAsync(subscription, 1)).Single().Message.Data.ToStringUtf8().ShouldBe("x12");
        }),
        new("Transforms: null filters a message out", Functions, async s =>
        {
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic, x => x.MessageTransforms.Add(Transform.Of("return message.data === 'no' ? null : message;")));
            await s.PublishAsync(topic, Message("no"), Message("yes"));
            (await s.PullAsync(subscription, 2, patience: 3)).Single().Message.Data.ToStringUtf8().ShouldBe("yes");
        }),
        new("Transforms: a function that fails on a topic fails the whole publish", Overview, async s =>
        {
            var topic = await s.TopicAsync(t => t.MessageTransforms.Add(Transform.Of("if (message.data === 'bad') { throw new Error(); } return message;")));
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, Message("good"), Message("bad")));
        }),
        new("Transforms: a function that fails on a subscription counts as a failed delivery and is dead-lettered", Overview, async s =>
        {
            var dead = await s.TopicAsync();
            var letters = await s.SubscriptionAsync(dead);
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic, x =>
            {
                x.DeadLetterPolicy = new() { DeadLetterTopic = dead, MaxDeliveryAttempts = 5 };
                x.MessageTransforms.Add(Transform.Of("throw new Error();"));
            });
            await s.PublishAsync(topic, Message("x"));
            List<ReceivedMessage> letter = [];
            for (var round = 0; round < 30 && letter.Count == 0; round++)
            {
                (await s.PullAsync(subscription, 1, patience: 1)).ShouldBeEmpty();
                letter = await s.PullAsync(letters, 1, patience: 1);
            }

            letter.Single().Message.Data.ToStringUtf8().ShouldBe("x");
        }),
        new("Transforms: the filter sees the message before the subscription's function", Overview, async s =>
        {
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic, x =>
            {
                x.Filter = "attributes:k";
                x.MessageTransforms.Add(Transform.Of("message.attributes = {}; return message;"));
            });
            await s.PublishAsync(topic, Message("x", "", ("k", "v")));
            (await s.PullAsync(subscription, 1)).Single().Message.Attributes.ShouldBeEmpty();
        }),
        new("Transforms: a syntax error is INVALID_ARGUMENT", Functions, s =>
            FailsAsync(StatusCode.InvalidArgument, () => s.TopicAsync(t => t.MessageTransforms.Add(Transform.Of("("))))),
        new("Transforms: more than five, or code of more than 20 KB, are INVALID_ARGUMENT", Functions, async s =>
        {
            await FailsAsync(StatusCode.InvalidArgument, () => s.TopicAsync(t => t.MessageTransforms.Add(Enumerable.Range(0, 6).Select(i => Transform.Data("''", $"f{i}")))));
            await FailsAsync(StatusCode.InvalidArgument, () => s.TopicAsync(t => t.MessageTransforms.Add(Transform.Of($"/*{new string('x', 20_481)}*/ return message;"))));
        }),
        new("Transforms: a function that runs longer than 500 ms fails", Functions, async s =>
        {
            var topic = await s.TopicAsync(t => t.MessageTransforms.Add(Transform.Of("while (true) {}")));
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, Message("x")));
        }),
        new("Transforms: REST validates and tests a transform", "REST reference", async s =>
        {
            const string Udf = """{"javascriptUdf":{"functionName":"f","code":"function f(m) { m.data += '!'; return m; }"}}""";
            await s.Rest.OkAsync("POST", "/v1/projects/conformance:validateMessageTransform", $$"""{"messageTransform":{{Udf}} }""");
            var tested = await s.Rest.OkAsync("POST", "/v1/projects/conformance:testMessageTransforms", $$"""{"message":{"data":"eA=="},"messageTransforms":{"messageTransforms":[{{Udf}}]} }""");
            tested.GetProperty("transformedMessages")[0].GetProperty("transformedMessage").GetProperty("data").GetString().ShouldBe("eCE=");
        }),
    ];
}
