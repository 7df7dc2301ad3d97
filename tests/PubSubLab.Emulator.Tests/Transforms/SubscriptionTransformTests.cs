using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.InProcess;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Transforms;

public sealed class SubscriptionTransformTests
{
    private const string DropOdd = "if (message.data % 2) { return null; } message.data = 'n' + message.data; return message;";

    [Fact]
    public async Task A_subscriptions_transform_changes_its_own_deliveries_only()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, Transform.Of("message.data = metadata.message_id + '|' + metadata.publish_time + '|' + metadata.ordering_key; return message;"));
        await live.CreateSubscriptionAsync("plain");

        await live.PublishAsync(Message("a", "key"));

        var got = (await live.PullAsync()).Single().Message;
        got.Data.ToStringUtf8().ShouldBe($"{got.MessageId}|{got.PublishTime.ToDateTime():yyyy-MM-ddTHH:mm:ssZ}|key");
        got.OrderingKey.ShouldBe("key");
        (await live.PullAsync("plain")).Single().Message.Data.ToStringUtf8().ShouldBe("a");
    }

    [Fact]
    public async Task The_filter_sees_the_message_before_the_subscriptions_transform()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, s => s.Filter = "attributes:k", Transform.Of("delete message.attributes.k; message.data += '!'; return message;"));

        await live.PublishAsync(Message("with", "", ("k", "v")), Message("without"));

        var got = (await live.PullAsync()).Single().Message;
        got.Data.ToStringUtf8().ShouldBe("with!");
        got.Attributes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_gets_transformed_messages_and_none_that_were_filtered_out()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, Transform.Of(DropOdd));
        using var stream = await live.OpenAsync(maxMessages: 3);

        await live.PublishAsync([.. Enumerable.Range(0, 300).Select(i => i.ToString())]);

        var got = new List<string>();
        while (got.Count < 150)
        {
            var message = await stream.NextAsync();
            got.Add(message.Message.Data.ToStringUtf8());
            await stream.AcknowledgeAsync(message.AckId);
        }

        got.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 150).Select(i => $"n{i * 2}").Order(StringComparer.Ordinal));
        await Eventually.HoldsAsync(() => EmulatorInspection.Of(live.Emulator).Backlog(Subscription()) is { Waiting: 0, Outstanding: 0 }, "nothing is left");
    }

    [Fact]
    public async Task A_key_keeps_its_order_through_filtered_and_failed_messages()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, KeepHistory = true });
        var until = time.GetUtcNow().AddMilliseconds(100).ToUnixTimeMilliseconds();
        await CreateAsync(
            live, s => s.EnableMessageOrdering = true,
            Transform.Of($"if (message.data === '1') {{ return null; }} if (message.data === '3' && Date.now() < {until}) {{ throw new Error('later'); }} return message;"));
        using var stream = await live.OpenAsync();

        await live.PublishAsync([.. Enumerable.Range(0, 6).Select(i => Message(i.ToString(), "key"))]);

        (await stream.NextAsync(2)).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["0", "2"]);
        await Eventually.HoldsAsync(() => live.Emulator.History.Events.Any(e => e.Kind == EmulatorEventKind.TransformFailed), "message 3 fails");
        time.Advance(TimeSpan.FromMilliseconds(100));
        (await stream.NextAsync(3)).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["3", "4", "5"]);
    }

    [Fact]
    public async Task A_failure_is_a_nack_that_the_dead_letter_policy_counts()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var told = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, KeepHistory = true, OnTransformFailed = told.Add });
        await CreateAsync(
            live, s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 },
            Transform.Of("if (message.data === 'bad') { throw new Error('no'); } return message;"));
        await live.CreateSubscriptionAsync("letters", "dead");
        await live.PublishAsync("good", "bad");

        (await live.PullAsync()).Single().Message.Data.ToStringUtf8().ShouldBe("good");

        // Without a retry policy a failed message waits a little longer each time.
        for (var i = 0; i < 4; i++)
        {
            (await live.PullAsync()).ShouldBeEmpty();
            time.Advance(TimeSpan.FromMilliseconds(100 << i));
        }

        (await live.PullAsync()).ShouldBeEmpty();
        var letter = (await live.PullAsync("letters")).Single().Message;
        letter.Data.ToStringUtf8().ShouldBe("bad");
        letter.Attributes["CloudPubSubDeadLetterSourceDeliveryCount"].ShouldBe("5");
        var failures = live.Emulator.History.Events.Where(e => e.Kind == EmulatorEventKind.TransformFailed).ToArray();
        failures.Select(e => e.DeliveryAttempt).ShouldBe([1, 2, 3, 4, 5]);
        failures[0].Detail.ShouldBe("f throws Error: no (line 1, column 69)");
        told.ShouldHaveSingleItem().ShouldContain(Subscription());
    }

    [Fact]
    public async Task A_failure_waits_as_long_as_the_retry_policy_says()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time, KeepHistory = true });
        await CreateAsync(live, s => s.RetryPolicy = new() { MinimumBackoff = Seconds(20), MaximumBackoff = Seconds(60) }, Transform.Of("throw 1;"));
        await live.PublishAsync("a");
        await live.PullAsync();

        time.Advance(TimeSpan.FromSeconds(19));
        await live.PullAsync();
        live.Emulator.History.Events.Count(e => e.Kind == EmulatorEventKind.TransformFailed).ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(1));
        await live.PullAsync();
        live.Emulator.History.Events.Count(e => e.Kind == EmulatorEventKind.TransformFailed).ShouldBe(2);
    }

    [Fact]
    public async Task A_dead_letter_of_a_subscriber_is_the_message_before_the_transform()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 }, Transform.Data("'changed'"));
        await live.CreateSubscriptionAsync("letters", "dead");
        await live.PublishAsync("original");
        for (var i = 0; i < 5; i++)
        {
            await live.ModifyAsync(0, (await live.PullAsync()).Single().AckId);
        }

        (await live.PullAsync("letters")).Single().Message.Data.ToStringUtf8().ShouldBe("original");
    }

    [Fact]
    public async Task Exactly_once_acknowledges_transformed_messages_and_is_done_with_filtered_ones()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, s => (s.EnableExactlyOnceDelivery, s.EnableMessageOrdering) = (true, true), Transform.Of(DropOdd));
        await live.PublishAsync([.. Enumerable.Range(0, 5).Select(i => Message(i.ToString(), "key"))]);

        var got = await live.PullAsync();

        got.Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["n0", "n2", "n4"]);
        await live.AcknowledgeAsync([.. got.Select(m => m.AckId)]);
        EmulatorInspection.Of(live.Emulator).Backlog(Subscription()).ShouldBe(new SubscriptionBacklog(0, 0, null));
    }

    [Fact]
    public async Task A_lease_begins_when_the_transformed_message_is_sent()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await CreateAsync(live, Transform.Data("'x'"));
        await live.PublishAsync("a");
        await live.PullAsync();

        time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        (await live.PullAsync()).ShouldBeEmpty();
        time.Advance(TimeSpan.FromTicks(1));
        (await live.PullAsync()).Single().Message.Data.ToStringUtf8().ShouldBe("x");
    }

    [Fact]
    public async Task Seek_brings_messages_through_the_transforms_of_now()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, s => s.RetainAckedMessages = true, Transform.Of(DropOdd));
        await live.PublishAsync("1", "2");
        var first = (await live.PullAsync()).Single();
        await live.AcknowledgeAsync(first.AckId);
        await live.Subscriber.UpdateSubscriptionAsync(new UpdateSubscriptionRequest
        {
            Subscription = new Subscription { Name = Subscription(), MessageTransforms = { Transform.Data("'again ' + message.data") } },
            UpdateMask = new() { Paths = { "message_transforms" } },
        });

        await live.Subscriber.SeekAsync(new SeekRequest { Subscription = Subscription(), Time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.UnixEpoch) });

        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["again 1", "again 2"]);
    }

    [Fact]
    public async Task A_push_endpoint_gets_the_transformed_body()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 204);
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(live, s => s.PushConfig = new() { PushEndpoint = endpoint.Url }, Transform.Of(DropOdd));

        await live.PublishAsync("1", "2");

        var message = (await endpoint.NextAsync()).Json.GetProperty("message");
        message.GetProperty("data").GetString().ShouldBe(Convert.ToBase64String("n2"u8));
        await Eventually.HoldsAsync(() => EmulatorInspection.Of(live.Emulator).Backlog(Subscription()) is { Waiting: 0, Outstanding: 0 }, "nothing is left");
    }

    [Fact]
    public async Task A_stream_that_ends_while_its_messages_are_transformed_gives_them_back_uncounted()
    {
        await using var live = await LiveEmulator.StartAsync();
        await CreateAsync(
            live, s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 },
            Transform.Of("for (let i = 0, n = 0; i < 200000; i++) { n += i; } return message;"));
        await live.PublishAsync("a", "b", "c");
        for (var i = 0; i < 5; i++)
        {
            using var stream = await live.OpenAsync();
            await Eventually.HoldsAsync(() => EmulatorInspection.Of(live.Emulator).Backlog(Subscription())!.Outstanding > 0, "the messages are on their way");
        }

        var got = new List<ReceivedMessage>();
        await Eventually.HoldsAsync(
            async () =>
            {
                got.AddRange(await live.PullAsync());
                return got.Count == 3;
            },
            "all come back");
        got.ShouldAllBe(m => m.DeliveryAttempt == 1);
    }

    [Fact]
    public async Task Without_a_socket_the_same_rules_hold()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var emulator = new InProcessEmulator(new() { TimeProvider = time });
        emulator.CreateTopic(new Topic { Name = Topic(), MessageTransforms = { Transform.Data("message.data + new Date().toISOString().slice(0, 4)", "topic") } });
        emulator.CreateSubscription(new Subscription { Name = Subscription(), Topic = Topic(), MessageTransforms = { Transform.Data("'<' + message.data + '>'") } });
        Should.Throw<RpcException>(() => emulator.CreateTopic(new Topic { Name = Topic("wrong"), MessageTransforms = { Transform.Of("}") } }));
        using var stream = emulator.Open(Subscription(), new EmulatorPeer("", "", "", null, 0, 0), TimeSpan.FromSeconds(10));

        await emulator.PublishAsync(Topic(), Message("a"));

        (await stream.ReceiveAsync()).Single().Message.ToString().ShouldContain("<a2026>");
    }

    private static Task CreateAsync(LiveEmulator live, params MessageTransform[] transforms) => CreateAsync(live, null, transforms);

    private static async Task CreateAsync(LiveEmulator live, Action<Subscription>? set, params MessageTransform[] transforms)
    {
        await live.CreateTopicAsync();
        await live.CreateTopicAsync("dead");
        await live.CreateSubscriptionAsync(set: s =>
        {
            s.MessageTransforms.Add(transforms);
            set?.Invoke(s);
        });
    }
}
