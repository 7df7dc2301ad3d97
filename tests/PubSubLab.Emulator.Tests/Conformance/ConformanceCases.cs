using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Conformance;

/// <summary>A case a rule; the same for every service.</summary>
internal static class ConformanceCases
{
    private const string Filters = "Filter messages from a subscription";
    private const string Quotas = "Quotas and limits";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A filter lets matching messages pass only", Filters, async s =>
        {
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic, x => x.Filter = "attributes.k = \"1\"");
            await s.PublishAsync(topic, Message("no", "", ("k", "2")), Message("yes", "", ("k", "1")));
            Texts(await s.PullAsync(subscription, 2, patience: 3)).ShouldBe(["yes"]);
        }),
        new("`!=` matches a message without the attribute", Filters, async s =>
        {
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic, x => x.Filter = "attributes.k != \"1\"");
            await s.PublishAsync(topic, Message("without"), Message("with", "", ("k", "1")));
            Texts(await s.PullAsync(subscription, 2, patience: 3)).ShouldBe(["without"]);
        }),
        new("A filter that does not parse is INVALID_ARGUMENT", Filters, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.Filter = "bogus("));
        }),
        new("A filter cannot be changed", Filters, async s =>
        {
            var subscription = await s.SubscriptionAsync(await s.TopicAsync());
            await FailsAsync(StatusCode.InvalidArgument, async () => await s.Subscriber.UpdateSubscriptionAsync(new()
            {
                Subscription = new() { Name = subscription, Filter = "attributes:k" }, UpdateMask = new FieldMask { Paths = { "filter" } },
            }));
        }),
        new("A nacked message comes again at once without a retry policy", "Handle message failures", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            await s.NackAsync(subscription, (await s.PullAsync(subscription, 1))[0].AckId);
            (await s.PullAsync(subscription, 1)).Count.ShouldBe(1);
        }),
        new("A nacked message waits for the minimum backoff of a retry policy", "Handle message failures", async s =>
        {
            var (topic, subscription) = await PairAsync(s, x => x.RetryPolicy = new() { MinimumBackoff = Seconds(60), MaximumBackoff = Seconds(60) });
            await s.PublishAsync(topic, Message("x"));
            await s.NackAsync(subscription, (await s.PullAsync(subscription, 1))[0].AckId);
            (await s.PullAsync(subscription, 1, patience: 2)).ShouldBeEmpty();
        }),
        new("An outstanding message comes again when its deadline ends, not before", "google.pubsub.v1.Subscription.ack_deadline_seconds", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            await s.PullAsync(subscription, 1);
            (await s.PullAsync(subscription, 1, patience: 5)).ShouldBeEmpty();
            (await s.PullAsync(subscription, 1, patience: 15)).Count.ShouldBe(1);
        }),
        new("The delivery attempt is 0 without a dead-letter policy", "google.pubsub.v1.ReceivedMessage.delivery_attempt", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            (await s.PullAsync(subscription, 1))[0].DeliveryAttempt.ShouldBe(0);
        }),
        new("A message is dead-lettered after its last attempt, with the four attributes", "Dead-letter topics", async s =>
        {
            var (dead, letters) = await PairAsync(s);
            var (topic, subscription) = await PairAsync(s, x => x.DeadLetterPolicy = new() { DeadLetterTopic = dead, MaxDeliveryAttempts = 5 });
            await s.PublishAsync(topic, Message("x"));
            for (var attempt = 1; attempt <= 5; attempt++)
            {
                var received = (await s.PullAsync(subscription, 1)).ShouldHaveSingleItem();
                received.DeliveryAttempt.ShouldBe(attempt);
                await s.NackAsync(subscription, received.AckId);
            }

            var letter = (await s.PullAsync(letters, 1)).ShouldHaveSingleItem().Message;
            letter.Attributes.Keys.Count(key => key.StartsWith("CloudPubSubDeadLetterSource", StringComparison.Ordinal)).ShouldBe(4);
        }),
        new("Messages of a key come in publish order", "Order messages", async s =>
        {
            var (topic, subscription) = await PairAsync(s, x => x.EnableMessageOrdering = true);
            await s.PublishAsync(topic, [.. Enumerable.Range(0, 50).Select(i => Message($"{i}", "key"))]);
            var received = new List<ReceivedMessage>();
            while (received.Count < 50 && await s.PullAsync(subscription, 1) is { Count: > 0 } some)
            {
                received.AddRange(some);
                await s.AcknowledgeAsync(subscription, [.. some.Select(m => m.AckId)]);
            }

            Texts(received).ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
        }),
        new("A redelivery brings all later messages of the key again", "Order messages", async s =>
        {
            var (topic, subscription) = await PairAsync(s, x => x.EnableMessageOrdering = true);
            await s.PublishAsync(topic, [.. "abcde".Select(c => Message($"{c}", "key"))]);
            var first = await s.PullAsync(subscription, 5);
            await s.AcknowledgeAsync(subscription, [.. first.Where(m => m.Message.Data.ToStringUtf8() != "b").Select(m => m.AckId)]);
            await s.NackAsync(subscription, first.First(m => m.Message.Data.ToStringUtf8() == "b").AckId);
            Texts(await s.PullAsync(subscription, 4)).ShouldBe(["b", "c", "d", "e"]);
        }),
        new("Messages of two ordering keys in one request are FAILED_PRECONDITION", "google.pubsub.v1.PubsubMessage.ordering_key", async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.FailedPrecondition, () => s.PublishAsync(topic, Message("a", "one"), Message("b", "two")));
        }),
        new("An ordering key of more than 1,024 bytes is INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, Message("x", new string('k', 1025))));
        }),
        new("Exactly once: a stream confirms an acknowledgement", "google.pubsub.v1.StreamingPullResponse.acknowledge_confirmation", async s =>
        {
            var (topic, subscription) = await PairAsync(s, x => x.EnableExactlyOnceDelivery = true);
            using var stream = await OpenAsync(s, new() { Subscription = subscription, StreamAckDeadlineSeconds = 60 });
            await s.PublishAsync(topic, Message("x"));
            var id = (await stream.NextAsync()).AckId;
            await stream.AcknowledgeAsync(id);
            (await stream.UntilAsync(r => r.AcknowledgeConfirmation is not null)).AcknowledgeConfirmation.AckIds.ShouldBe([id]);
        }),
        new("Exactly once: a second acknowledgement with an old ack id is INVALID_ARGUMENT with ErrorInfo", "Exactly-once delivery", async s =>
        {
            var (topic, subscription) = await PairAsync(s, x => x.EnableExactlyOnceDelivery = true);
            await s.PublishAsync(topic, Message("x"));
            var old = (await s.PullAsync(subscription, 1))[0].AckId;
            await s.NackAsync(subscription, old);
            (await s.PullAsync(subscription, 1)).Count.ShouldBe(1);
            var error = await FailsAsync(StatusCode.InvalidArgument, () => s.AcknowledgeAsync(subscription, old));
            error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata[old].ShouldBe("PERMANENT_FAILURE_INVALID_ACK_ID");
        }),
        new("Without exactly once a stale ack id is ignored", "google.pubsub.v1.Subscriber.Acknowledge", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            var old = (await s.PullAsync(subscription, 1))[0].AckId;
            await s.NackAsync(subscription, old);
            await s.PullAsync(subscription, 1);
            await s.AcknowledgeAsync(subscription, old);
        }),
        new("A stream holds to max_outstanding_messages", "google.pubsub.v1.StreamingPullRequest", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            using var stream = await OpenAsync(s, new() { Subscription = subscription, StreamAckDeadlineSeconds = 60, MaxOutstandingMessages = 2 });
            await s.PublishAsync(topic, Message("a"), Message("b"), Message("c"));
            await stream.NextAsync(2);
            (await s.PullAsync(subscription, 1)).Count.ShouldBe(1);
        }),
        new("Every response of a stream has the subscription's properties", "google.pubsub.v1.StreamingPullResponse", async s =>
        {
            var (topic, subscription) = await PairAsync(s, x => x.EnableMessageOrdering = true);
            using var stream = await OpenAsync(s, new() { Subscription = subscription, StreamAckDeadlineSeconds = 60 });
            for (var i = 0; i < 2; i++)
            {
                await s.PublishAsync(topic, Message("a"));
                await stream.NextAsync();
            }

            stream.Responses.Count.ShouldBeGreaterThan(1);
            stream.Responses.ShouldAllBe(r => r.SubscriptionProperties != null && r.SubscriptionProperties.MessageOrderingEnabled);
        }),
        new("A stream's lists of one request must be of one length", "google.pubsub.v1.StreamingPullRequest", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            using var stream = await OpenAsync(s, new() { Subscription = subscription, StreamAckDeadlineSeconds = 60 });
            await s.PublishAsync(topic, Message("a"));
            var id = (await stream.NextAsync()).AckId;
            await stream.SendAsync(new() { ModifyDeadlineAckIds = { id }, ModifyDeadlineSeconds = { 10, 10 } });
            await FailsAsync(StatusCode.InvalidArgument, () => stream.UntilAsync(_ => false));
        }),
        new("Flow control on a later request of a stream is INVALID_ARGUMENT", "google.pubsub.v1.StreamingPullRequest", async s =>
        {
            var (_, subscription) = await PairAsync(s);
            using var stream = await OpenAsync(s, new() { Subscription = subscription, StreamAckDeadlineSeconds = 60 });
            await stream.SendAsync(new() { MaxOutstandingMessages = 5 });
            await FailsAsync(StatusCode.InvalidArgument, () => stream.UntilAsync(_ => false));
        }),
        new("Seek to a time brings acknowledged messages back", "Replay and purge messages", async s =>
        {
            var (topic, subscription) = await PairAsync(s, x => x.RetainAckedMessages = true);
            await s.PublishAsync(topic, Message("x"));
            await s.AcknowledgeAsync(subscription, (await s.PullAsync(subscription, 1))[0].AckId);
            await s.Subscriber.SeekAsync(new() { Subscription = subscription, Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(-5)) });
            (await s.PullAsync(subscription, 1)).Count.ShouldBe(1);
        }),
        new("Seek to a time in the future acknowledges everything", "Replay and purge messages", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            await s.Subscriber.SeekAsync(new() { Subscription = subscription, Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(5)) });
            (await s.PullAsync(subscription, 1, patience: 2)).ShouldBeEmpty();
        }),
        new("A snapshot brings back what was not acknowledged when it was made", "Replay and purge messages", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            var snapshot = await s.Subscriber.CreateSnapshotAsync(new() { Name = $"projects/conformance/snapshots/{ConformanceSubject.NewId("snap")}", Subscription = subscription });
            await s.AcknowledgeAsync(subscription, (await s.PullAsync(subscription, 1))[0].AckId);
            await s.Subscriber.SeekAsync(new() { Subscription = subscription, Snapshot = snapshot.Name });
            (await s.PullAsync(subscription, 1)).Count.ShouldBe(1);
        }),
        new("A topic's retention lets a new subscription seek into the past", "Replay and purge messages", async s =>
        {
            var topic = await s.TopicAsync(x => x.MessageRetentionDuration = Seconds(600));
            await s.PublishAsync(topic, Message("x"));
            var subscription = await s.SubscriptionAsync(topic);
            await s.Subscriber.SeekAsync(new() { Subscription = subscription, Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddMinutes(-5)) });
            (await s.PullAsync(subscription, 1)).Count.ShouldBe(1);
        }),
        new("Pull from a detached subscription is FAILED_PRECONDITION", "google.pubsub.v1.Publisher.DetachSubscription", async s =>
        {
            var (_, subscription) = await PairAsync(s);
            await s.Publisher.DetachSubscriptionAsync(new() { Subscription = subscription });
            await FailsAsync(StatusCode.FailedPrecondition, async () => await s.Subscriber.PullAsync(new() { Subscription = subscription, MaxMessages = 1 }));
        }),
        new("A subscription of a deleted topic says `_deleted-topic_`", "google.pubsub.v1.Subscription.topic", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.Publisher.DeleteTopicAsync(new() { Topic = topic });
            (await s.Subscriber.GetSubscriptionAsync(new() { Subscription = subscription })).Topic.ShouldBe("_deleted-topic_");
        }),
        new("An ack deadline outside 10 to 600 s is INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.AckDeadlineSeconds = 9));
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.AckDeadlineSeconds = 601));
        }),
        new("A retention outside 10 min to 31 days is INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.MessageRetentionDuration = Seconds(599)));
        }),
        new("A dead-letter topic must exist when the policy is set", "google.pubsub.v1.DeadLetterPolicy.dead_letter_topic", async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.NotFound, () => s.SubscriptionAsync(topic, x => x.DeadLetterPolicy = new() { DeadLetterTopic = "projects/conformance/topics/none", MaxDeliveryAttempts = 5 }));
        }),
        new("A subscription that expires within a day is INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x =>
            {
                x.MessageRetentionDuration = Seconds(600);
                x.ExpirationPolicy = new() { Ttl = Seconds(86_399) };
            }));
        }),
        new("A deadline of more than 600 s is INVALID_ARGUMENT", "google.pubsub.v1.ModifyAckDeadlineRequest", async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            var id = (await s.PullAsync(subscription, 1))[0].AckId;
            await FailsAsync(StatusCode.InvalidArgument, async () => await s.Subscriber.ModifyAckDeadlineAsync(new() { Subscription = subscription, AckIds = { id }, AckDeadlineSeconds = 601 }));
        }),
        new("An acknowledgement of more than 512 KiB is INVALID_ARGUMENT", Quotas, async s =>
        {
            var (topic, subscription) = await PairAsync(s);
            await s.PublishAsync(topic, Message("x"));
            var id = (await s.PullAsync(subscription, 1))[0].AckId;
            await FailsAsync(StatusCode.InvalidArgument, () => s.AcknowledgeAsync(subscription, [.. Enumerable.Repeat(id, (524_288 / (id.Length + 2)) + 1)]));
        }),
        new("A snapshot without a name gets one", "google.pubsub.v1.CreateSnapshotRequest.name", async s =>
        {
            var subscription = await s.SubscriptionAsync(await s.TopicAsync());
            (await s.Subscriber.CreateSnapshotAsync(new() { Subscription = subscription })).Name.ShouldStartWith("projects/conformance/snapshots/");
        }),
        new("AND and OR mixed without parentheses are INVALID_ARGUMENT", Filters, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.Filter = "attributes:a AND attributes:b OR attributes:c"));
        }),
        new("A filter of more than 256 bytes is INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.Filter = $"attributes.k = \"{new string('v', 256)}\""));
        }),
        new("hasPrefix lets messages with the prefix pass only", Filters, async s =>
        {
            var topic = await s.TopicAsync();
            var subscription = await s.SubscriptionAsync(topic, x => x.Filter = "hasPrefix(attributes.k, \"eu-\")");
            await s.PublishAsync(topic, Message("no", "", ("k", "us-1")), Message("yes", "", ("k", "eu-1")));
            Texts(await s.PullAsync(subscription, 2, patience: 3)).ShouldBe(["yes"]);
        }),
        new("Fewer than 5 delivery attempts are INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x => x.DeadLetterPolicy = new() { DeadLetterTopic = topic, MaxDeliveryAttempts = 4 }));
        }),
        new("A name that starts with \"goog\" is INVALID_ARGUMENT", "Resource names", s =>
            FailsAsync(StatusCode.InvalidArgument, async () => await s.Publisher.CreateTopicAsync(new Topic { Name = "projects/conformance/topics/googtopic" }))),
        new("A message without data and attributes is INVALID_ARGUMENT", "google.pubsub.v1.PubsubMessage", async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, new PubsubMessage()));
        }),
        new("More than 100 attributes are INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, Message("x", "", [.. Enumerable.Range(0, 101).Select(i => ($"k{i}", "v"))])));
        }),
        new("An attribute value of more than 1,024 bytes is INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, Message("x", "", ("k", new string('v', 1025)))));
        }),
        new("More than 1,000 messages in a request are INVALID_ARGUMENT", Quotas, async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, [.. Enumerable.Range(0, 1001).Select(_ => Message("x"))]));
        }),
        new("An update without a mask is INVALID_ARGUMENT", "google.pubsub.v1.UpdateSubscriptionRequest", async s =>
        {
            var subscription = await s.SubscriptionAsync(await s.TopicAsync());
            await FailsAsync(StatusCode.InvalidArgument, async () => await s.Subscriber.UpdateSubscriptionAsync(new() { Subscription = new() { Name = subscription } }));
        }),
        new("Exactly-once delivery and push exclude each other", "Exactly-once delivery", async s =>
        {
            var topic = await s.TopicAsync();
            await FailsAsync(StatusCode.InvalidArgument, () => s.SubscriptionAsync(topic, x =>
            {
                x.EnableExactlyOnceDelivery = true;
                x.PushConfig = new() { PushEndpoint = "https://example.com/push" };
            }));
        }),
        new("A message that does not fit the topic's schema is INVALID_ARGUMENT", "Schema overview", async s =>
        {
            var schema = await s.Schemas.CreateSchemaAsync(new()
            {
                Parent = "projects/conformance", SchemaId = ConformanceSubject.NewId("schema"),
                Schema = new() { Type = Schema.Types.Type.Avro, Definition = """{"type":"record","name":"A","fields":[{"name":"a","type":"string"}]}""" },
            });
            var topic = await s.TopicAsync(x => x.SchemaSettings = new() { Schema = schema.Name, Encoding = Google.Cloud.PubSub.V1.Encoding.Json });
            await s.PublishAsync(topic, Message("{\"a\":\"x\"}"));
            await FailsAsync(StatusCode.InvalidArgument, () => s.PublishAsync(topic, Message("{\"b\":1}")));
        }),
        new("A message says which schema revision it was checked against", "Validate a schema", async s =>
        {
            var schema = await s.Schemas.CreateSchemaAsync(new()
            {
                Parent = "projects/conformance", SchemaId = ConformanceSubject.NewId("schema"),
                Schema = new() { Type = Schema.Types.Type.Avro, Definition = """{"type":"record","name":"A","fields":[{"name":"a","type":"string"}]}""" },
            });
            var topic = await s.TopicAsync(x => x.SchemaSettings = new() { Schema = schema.Name, Encoding = Google.Cloud.PubSub.V1.Encoding.Json });
            var subscription = await s.SubscriptionAsync(topic);
            await s.PublishAsync(topic, Message("{\"a\":\"x\"}"));
            (await s.PullAsync(subscription, 1))[0].Message.Attributes["googclient_schemarevisionid"].ShouldBe(schema.RevisionId);
        }),
    ];

    private static async Task<(string Topic, string Subscription)> PairAsync(ConformanceSubject subject, Action<Subscription>? set = null)
    {
        var topic = await subject.TopicAsync();
        return (topic, await subject.SubscriptionAsync(topic, set));
    }

    private static async Task<PullStream> OpenAsync(ConformanceSubject subject, StreamingPullRequest first)
    {
        var call = subject.Subscriber.StreamingPull();
        await call.RequestStream.WriteAsync(first);
        return new PullStream(call);
    }

    private static IEnumerable<string> Texts(IEnumerable<ReceivedMessage> messages) => messages.Select(m => m.Message.Data.ToStringUtf8());
}
