using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Storage;

/// <summary>A new emulator begins with everything that a client relies on after the last one was killed.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly FakeTimeProvider _time = new();
    private string? _data;

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Messages_that_were_confirmed_are_delivered_after_a_kill_and_acknowledged_ones_are_not()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync();
        var ids = await before.PublishAsync("a", "b", "c");
        var b = (await before.PullAsync()).Single(m => m.Message.Data.ToStringUtf8() == "b");
        await before.AcknowledgeAsync(b.AckId);

        await using var after = await KillAsync();

        var left = await after.PullAsync();
        left.Select(static m => m.Message.Data.ToStringUtf8()).ShouldBe(["a", "c"]);
        left.Select(static m => m.Message.MessageId).ShouldBe([ids[0], ids[2]]);
        long.Parse((await after.PublishAsync("d"))[0]).ShouldBeGreaterThan(long.Parse(ids[2]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5000)]
    public async Task The_torn_end_of_a_transaction_that_nobody_heard_of_is_dropped(int bytes)
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync();
        await before.PublishAsync("a", "b");
        _data = _disk.CopyAsKilled();
        await using (var log = File.Open(Path.Combine(_data, "pubsublab.db-wal"), FileMode.Append))
        {
            var torn = new byte[bytes];
            new Random(bytes).NextBytes(torn);
            await log.WriteAsync(torn, TestContext.Current.CancellationToken);
        }

        await using var after = await StartAsync();

        (await after.PullAsync()).Select(static m => m.Message.Data.ToStringUtf8()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Ids_do_not_repeat_although_every_message_is_gone()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        var id = (await before.PublishAsync("nobody gets this"))[0];

        await using var after = await KillAsync();

        long.Parse((await after.PublishAsync("x"))[0]).ShouldBeGreaterThan(long.Parse(id));
    }

    [Fact]
    public async Task An_ack_id_from_before_the_restart_acknowledges_nothing()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync();
        await before.PublishAsync("x");
        var old = (await before.PullAsync()).ShouldHaveSingleItem().AckId;

        await using var after = await KillAsync();

        var now = (await after.PullAsync()).ShouldHaveSingleItem().AckId;
        now.ShouldNotBe(old);
        await after.AcknowledgeAsync(old);
        _time.Advance(TimeSpan.FromSeconds(10));
        (await after.PullAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Every_resource_is_there_as_it_was()
    {
        await using var before = await StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(before.Channel);
        var policies = new IAMPolicy.IAMPolicyClient(before.Channel);
        var schema = await schemas.CreateSchemaAsync(new CreateSchemaRequest
        {
            Parent = Project, SchemaId = "schema", Schema = new() { Type = Schema.Types.Type.Avro, Definition = Record("string") },
        });
        schema = await schemas.CommitSchemaAsync(new CommitSchemaRequest { Name = schema.Name, Schema = new() { Name = schema.Name, Type = schema.Type, Definition = Record("int") } });
        await before.Publisher.CreateTopicAsync(new Topic
        {
            Name = Topic(), Labels = { ["team"] = "blue" }, MessageRetentionDuration = Seconds(3600), SchemaSettings = new() { Schema = schema.Name, Encoding = Encoding.Json },
        });
        await before.CreateTopicAsync("dead");
        await before.CreateSubscriptionAsync(set: s =>
        {
            s.Filter = "attributes:a";
            s.EnableMessageOrdering = true;
            s.AckDeadlineSeconds = 33;
            s.RetryPolicy = new() { MinimumBackoff = Seconds(1), MaximumBackoff = Seconds(2) };
            s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 7 };
            s.ExpirationPolicy = new();
            s.Labels["x"] = "y";
        });
        await before.CreateSubscriptionAsync("push", set: s => s.PushConfig = new() { PushEndpoint = "http://127.0.0.1:1/" });
        await before.CreateSubscriptionAsync("detached");
        await before.Publisher.DetachSubscriptionAsync(new() { Subscription = Subscription("detached") });
        await before.Subscriber.CreateSnapshotAsync(new() { Name = $"{Project}/snapshots/snapshot", Subscription = Subscription(), Labels = { ["l"] = "m" } });
        await policies.SetIamPolicyAsync(new() { Resource = Topic(), Policy = new() { Bindings = { new Binding { Role = "roles/x" } } } });
        var shown = await ShowAsync(before);

        await using var after = await KillAsync();

        (await ShowAsync(after)).ShouldBe(shown);
        (await after.PullAsync("subscription")).ShouldBeEmpty();
        await FailsAsync(StatusCode.AlreadyExists, () => after.CreateTopicAsync());
        var next = await new SchemaService.SchemaServiceClient(after.Channel).CommitSchemaAsync(
            new CommitSchemaRequest { Name = schema.Name, Schema = new() { Name = schema.Name, Type = schema.Type, Definition = Record("long") } });
        next.RevisionId.ShouldNotBe(schema.RevisionId);
    }

    [Fact]
    public async Task A_deleted_resource_stays_deleted_and_a_new_one_under_its_name_begins_anew()
    {
        await using var before = await StartAsync();
        var policies = new IAMPolicy.IAMPolicyClient(before.Channel);
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync();
        await policies.SetIamPolicyAsync(new() { Resource = Topic(), Policy = new() { Bindings = { new Binding { Role = "roles/x" } } } });
        await before.PublishAsync("old");
        await before.Publisher.DeleteTopicAsync(new() { Topic = Topic() });
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync("new");
        await before.PublishAsync("new");

        await using var after = await KillAsync();

        (await after.PullAsync("subscription")).ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe("old");
        (await after.PullAsync("new")).ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe("new");
        (await after.Subscriber.GetSubscriptionAsync(new() { Subscription = Subscription() })).Topic.ShouldBe("_deleted-topic_");
        (await new IAMPolicy.IAMPolicyClient(after.Channel).GetIamPolicyAsync(new() { Resource = Topic() })).Bindings.ShouldBeEmpty();
        await after.Subscriber.DeleteSubscriptionAsync(new() { Subscription = Subscription() });
        await after.Subscriber.DeleteSubscriptionAsync(new() { Subscription = Subscription("new") });

        await using var last = await KillAsync();

        (await last.Publisher.ListTopicsAsync(new() { Project = Project })).Topics.ShouldHaveSingleItem();
        (await last.Subscriber.ListSubscriptionsAsync(new() { Project = Project })).Subscriptions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_subscription_gets_what_came_after_its_creation()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync("early");
        await before.PublishAsync("1");
        await before.CreateSubscriptionAsync("late");
        await before.PublishAsync("2");

        await using var after = await KillAsync();

        (await after.PullAsync("early")).Count.ShouldBe(2);
        (await after.PullAsync("late")).ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe("2");
        await after.CreateSubscriptionAsync("last");
        (await after.PullAsync("last")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Attempts_are_counted_over_the_restart_and_the_last_one_leads_to_the_dead_letter_topic()
    {
        await using var before = await StartAsync();
        await CreateDeadLettersAsync(before);
        await before.PublishAsync("x");
        await before.ModifyAsync(0, (await before.PullAsync()).ShouldHaveSingleItem().AckId);
        (await before.PullAsync()).ShouldHaveSingleItem().DeliveryAttempt.ShouldBe(2);

        await using var after = await KillAsync();
        (await after.PullAsync()).ShouldHaveSingleItem().DeliveryAttempt.ShouldBe(3);
        await using var third = await KillAsync();
        (await third.PullAsync()).ShouldHaveSingleItem().DeliveryAttempt.ShouldBe(4);
        await using var fourth = await KillAsync();
        (await fourth.PullAsync()).ShouldHaveSingleItem().DeliveryAttempt.ShouldBe(5);
        await using var fifth = await KillAsync();

        var dead = await NextAsync(fifth, "dead");
        dead.Message.Attributes["CloudPubSubDeadLetterSourceDeliveryCount"].ShouldBe("5");
        (await fifth.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exactly_once_delivery_is_withheld_until_its_deadline()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync(set: s => s.EnableExactlyOnceDelivery = true);
        await before.PublishAsync("x", "y");
        var first = (await before.PullAsync(max: 1)).ShouldHaveSingleItem();
        await before.ModifyAsync(60, first.AckId);

        await using var after = await KillAsync();

        (await after.PullAsync()).ShouldHaveSingleItem().Message.Data.ToStringUtf8().ShouldBe("y");
        _time.Advance(TimeSpan.FromSeconds(59));
        (await after.PullAsync()).Select(static m => m.Message.Data.ToStringUtf8()).ShouldBe(["y"]);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await after.PullAsync()).Select(static m => m.Message.Data.ToStringUtf8()).ShouldBe(["x"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_stays_in_order(bool exactlyOnce)
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync(set: s =>
        {
            s.EnableMessageOrdering = true;
            s.EnableExactlyOnceDelivery = exactlyOnce;
        });
        await before.PublishAsync([.. Enumerable.Range(0, 6).Select(static i => Message($"{i}", "key"))]);
        var got = await before.PullAsync(max: 3);
        await before.AcknowledgeAsync(got[0].AckId);

        await using var after = await KillAsync();

        _time.Advance(TimeSpan.FromSeconds(10));
        (await DrainAsync(after)).ShouldBe(["1", "2", "3", "4", "5"]);
    }

    [Fact]
    public async Task A_key_stays_in_order_when_its_second_message_has_a_backoff()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync(set: static s =>
        {
            s.EnableMessageOrdering = true;
            s.RetryPolicy = new() { MinimumBackoff = Seconds(1), MaximumBackoff = Seconds(1) };
        });
        await before.PublishAsync([.. Enumerable.Range(0, 3).Select(static i => Message($"{i}", "key"))]);
        await before.ModifyAsync(0, (await before.PullAsync(max: 2))[1].AckId);

        await using var after = await KillAsync();

        _time.Advance(TimeSpan.FromSeconds(10));
        (await DrainAsync(after)).ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public async Task A_backoff_goes_on()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync(set: s => s.RetryPolicy = new() { MinimumBackoff = Seconds(30), MaximumBackoff = Seconds(60) });
        await before.PublishAsync("x");
        await before.ModifyAsync(0, (await before.PullAsync()).ShouldHaveSingleItem().AckId);

        await using var after = await KillAsync();

        (await after.PullAsync()).ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(30));
        (await after.PullAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_seek_goes_back_to_what_the_topic_the_subscription_and_a_snapshot_retain()
    {
        await using var before = await StartAsync();
        await before.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageRetentionDuration = Seconds(3600) });
        await before.CreateSubscriptionAsync();
        await before.CreateSubscriptionAsync("retains", set: static s => s.RetainAckedMessages = true);
        var begin = _time.GetUtcNow();
        await before.PublishAsync("1", "2");
        await before.AcknowledgeAsync((await before.PullAsync(max: 1)).ShouldHaveSingleItem().AckId);
        await before.Subscriber.CreateSnapshotAsync(new() { Name = $"{Project}/snapshots/snap", Subscription = Subscription() });
        await before.PublishAsync("3");
        await before.AcknowledgeAsync([.. (await before.PullAsync()).Select(static m => m.AckId)]);
        var kept = await before.PullAsync("retains");
        await before.Subscriber.AcknowledgeAsync(new() { Subscription = Subscription("retains"), AckIds = { kept.Select(static m => m.AckId) } });

        await using var after = await KillAsync();

        (await after.PullAsync()).ShouldBeEmpty();
        await after.Subscriber.SeekAsync(new() { Subscription = Subscription(), Snapshot = $"{Project}/snapshots/snap" });
        Texts(await after.PullAsync()).ShouldBe(["2", "3"]);
        await after.Subscriber.SeekAsync(new() { Subscription = Subscription(), Time = Timestamp.FromDateTimeOffset(begin) });
        await after.Subscriber.SeekAsync(new() { Subscription = Subscription("retains"), Time = Timestamp.FromDateTimeOffset(begin) });

        await using var last = await KillAsync();

        Texts(await last.PullAsync()).ShouldBe(["1", "2", "3"]);
        Texts(await last.PullAsync("retains")).ShouldBe(["1", "2", "3"]);
        await last.Subscriber.SeekAsync(new() { Subscription = Subscription(), Time = Timestamp.FromDateTimeOffset(_time.GetUtcNow().AddSeconds(1)) });

        await using var purged = await KillAsync();

        (await purged.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_acknowledged_message_whose_retention_is_over_does_not_return_with_a_longer_one()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync("other");
        await before.CreateSubscriptionAsync(set: static s => (s.RetainAckedMessages, s.MessageRetentionDuration) = (true, Seconds(600)));
        await before.PublishAsync("x");
        await before.AcknowledgeAsync((await before.PullAsync()).ShouldHaveSingleItem().AckId);
        _time.Advance(TimeSpan.FromMinutes(11));
        await before.Subscriber.UpdateSubscriptionAsync(new UpdateSubscriptionRequest
        {
            Subscription = new Subscription { Name = Subscription(), MessageRetentionDuration = Seconds(6000) },
            UpdateMask = new() { Paths = { "message_retention_duration" } },
        });

        await using var after = await KillAsync();

        await after.Subscriber.SeekAsync(new SeekRequest { Subscription = Subscription(), Time = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) });
        (await after.PullAsync()).ShouldBeEmpty();
        (await after.PullAsync("other")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_topic_retains_only_what_came_after_its_retention_began()
    {
        await using var before = await StartAsync();
        await before.CreateTopicAsync();
        await before.CreateSubscriptionAsync();
        await before.PublishAsync("1");
        await before.Publisher.UpdateTopicAsync(new()
        {
            Topic = new Topic { Name = Topic(), MessageRetentionDuration = Seconds(600) }, UpdateMask = new() { Paths = { "message_retention_duration" } },
        });
        await before.PublishAsync("2");

        await using var after = await KillAsync();

        await after.CreateSubscriptionAsync("late");
        await after.Subscriber.SeekAsync(new SeekRequest { Subscription = Subscription("late"), Time = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch) });
        Texts(await after.PullAsync("late")).ShouldBe(["2"]);
        Texts(await after.PullAsync()).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task An_end_on_purpose_keeps_everything_too()
    {
        await using (var before = await StartAsync())
        {
            await before.CreateTopicAsync();
            await before.CreateSubscriptionAsync();
            await before.PublishAsync("x");
        }

        await using var after = await StartAsync();

        (await after.PullAsync()).ShouldHaveSingleItem();
        File.Exists(Path.Combine(_disk.Data, "pid")).ShouldBeTrue();
    }

    private static async Task<List<string>> DrainAsync(LiveEmulator live)
    {
        var seen = new List<string>();
        while ((await live.PullAsync()) is { Count: > 0 } more)
        {
            seen.AddRange(more.Select(static m => m.Message.Data.ToStringUtf8()));
            await live.AcknowledgeAsync([.. more.Select(static m => m.AckId)]);
        }

        return seen;
    }

    private Task<LiveEmulator> StartAsync() => LiveEmulator.StartAsync(new PubSubEmulatorOptions { DataDirectory = _data ??= _disk.Data, TimeProvider = _time });

    private Task<LiveEmulator> KillAsync()
    {
        _data = _disk.CopyAsKilled(_data);
        return StartAsync();
    }

    private static async Task CreateDeadLettersAsync(LiveEmulator live)
    {
        await live.CreateTopicAsync();
        await live.CreateTopicAsync("dead");
        await live.CreateSubscriptionAsync("dead", "dead");
        await live.CreateSubscriptionAsync(set: s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead"), MaxDeliveryAttempts = 5 });
    }

    private static async Task<ReceivedMessage> NextAsync(LiveEmulator live, string id)
    {
        IList<ReceivedMessage> got = [];
        await Eventually.HoldsAsync(async () => (got = await live.PullAsync(id)).Count > 0, $"a message in {id}");
        return got[0];
    }

    private static IEnumerable<string> Texts(IEnumerable<ReceivedMessage> messages) => messages.Select(static m => m.Message.Data.ToStringUtf8());

    private static string Record(string type) => $$"""{"type":"record","name":"R","fields":[{"name":"f","type":"{{type}}"}]}""";

    private static async Task<string> ShowAsync(LiveEmulator live)
    {
        IMessage[] all =
        [
            await live.Publisher.ListTopicsAsync(new() { Project = Project }),
            await live.Subscriber.ListSubscriptionsAsync(new() { Project = Project }),
            await live.Subscriber.ListSnapshotsAsync(new() { Project = Project }),
            await new SchemaService.SchemaServiceClient(live.Channel).ListSchemaRevisionsAsync(new() { Name = $"{Project}/schemas/schema", View = SchemaView.Full }),
            await new IAMPolicy.IAMPolicyClient(live.Channel).GetIamPolicyAsync(new() { Resource = Topic() }),
        ];
        return string.Join('\n', all.Select(static message => message.ToString()));
    }
}
