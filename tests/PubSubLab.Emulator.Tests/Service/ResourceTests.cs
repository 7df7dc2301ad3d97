using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;

namespace PubSubLab.Emulator.Tests.Service;

public sealed class ResourceTests
{
    [Fact]
    public async Task A_subscription_says_its_defaults()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();

        var created = await live.CreateSubscriptionAsync();

        created.AckDeadlineSeconds.ShouldBe(10);
        created.MessageRetentionDuration.ToTimeSpan().ShouldBe(TimeSpan.FromDays(7));
        created.ExpirationPolicy.Ttl.ToTimeSpan().ShouldBe(TimeSpan.FromDays(31));
        created.RetryPolicy.ShouldBeNull();
        created.State.ShouldBe(Google.Cloud.PubSub.V1.Subscription.Types.State.Active);
        (await live.Subscriber.GetSubscriptionAsync(new() { Subscription = Subscription() })).ShouldBe(created);
    }

    [Fact]
    public async Task What_is_there_cannot_be_created_again_and_what_is_not_cannot_be_found()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        await FailsAsync(StatusCode.AlreadyExists, () => live.CreateTopicAsync());
        await FailsAsync(StatusCode.AlreadyExists, () => live.CreateSubscriptionAsync());
        await FailsAsync(StatusCode.NotFound, () => live.CreateSubscriptionAsync("other", "missing"));
        await FailsAsync(StatusCode.NotFound, async () => await live.Publisher.GetTopicAsync(new() { Topic = Topic("missing") }));
        await FailsAsync(StatusCode.NotFound, () => live.PullAsync("missing"));
    }

    [Fact]
    public async Task An_update_changes_what_its_mask_names_and_nothing_else()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.Labels.Add("team", "red"));

        var updated = await live.Subscriber.UpdateSubscriptionAsync(new()
        {
            Subscription = new() { Name = Subscription(), AckDeadlineSeconds = 77, RetryPolicy = new() { MinimumBackoff = Seconds(1) }, Labels = { { "x", "y" } } },
            UpdateMask = new FieldMask { Paths = { "ack_deadline_seconds", "retry_policy" } },
        });

        updated.AckDeadlineSeconds.ShouldBe(77);
        updated.RetryPolicy.MinimumBackoff.ShouldBe(Seconds(1));
        updated.RetryPolicy.MaximumBackoff.ShouldBe(Seconds(600));
        updated.Labels["team"].ShouldBe("red");
        await FailsAsync(StatusCode.InvalidArgument, async () => await live.Subscriber.UpdateSubscriptionAsync(new()
        {
            Subscription = new() { Name = Subscription(), Filter = "attributes:a" }, UpdateMask = new FieldMask { Paths = { "filter" } },
        }));
        await FailsAsync(StatusCode.InvalidArgument, async () => await live.Subscriber.UpdateSubscriptionAsync(new()
        {
            Subscription = new() { Name = Subscription() }, UpdateMask = new FieldMask(),
        }));
        (await live.Publisher.UpdateTopicAsync(new()
        {
            Topic = new() { Name = Topic(), Labels = { { "a", "b" } } }, UpdateMask = new FieldMask { Paths = { "labels" } },
        })).Labels["a"].ShouldBe("b");
    }

    [Fact]
    public async Task Lists_page_through_everything_once()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        for (var i = 0; i < 25; i++)
        {
            await live.CreateSubscriptionAsync($"sub-{i:00}");
        }

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await live.Publisher.ListTopicSubscriptionsAsync(new() { Topic = Topic(), PageSize = 10, PageToken = token });
            page.Subscriptions.Count.ShouldBeLessThanOrEqualTo(10);
            seen.AddRange(page.Subscriptions);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        seen.ShouldBe(Enumerable.Range(0, 25).Select(i => Subscription($"sub-{i:00}")));
        (await live.Subscriber.ListSubscriptionsAsync(new() { Project = Project })).Subscriptions.Count.ShouldBe(25);
        (await live.Publisher.ListTopicsAsync(new() { Project = Project })).Topics.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_subscription_outlives_its_topic_with_what_it_has()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");

        await live.Publisher.DeleteTopicAsync(new() { Topic = Topic() });

        (await live.Subscriber.GetSubscriptionAsync(new() { Subscription = Subscription() })).Topic.ShouldBe("_deleted-topic_");
        (await live.PullAsync()).Count.ShouldBe(1);
        await live.CreateTopicAsync();
        await live.PublishAsync("y");
        (await live.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_detached_subscription_has_no_messages_and_cannot_be_pulled()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("x");

        await live.Publisher.DetachSubscriptionAsync(new() { Subscription = Subscription() });

        await FailsAsync(StatusCode.FailedPrecondition, () => live.PullAsync());
        (await live.Subscriber.GetSubscriptionAsync(new() { Subscription = Subscription() })).Detached.ShouldBeTrue();
        (await live.Publisher.ListTopicSubscriptionsAsync(new() { Topic = Topic() })).Subscriptions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Seek_to_a_time_brings_back_what_was_acknowledged_since_and_acknowledges_what_is_older()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.RetainAckedMessages = true);
        await live.PublishAsync("old", "old unacked");
        await live.AcknowledgeAsync((await live.PullAsync(max: 1))[0].AckId);
        time.Advance(TimeSpan.FromMinutes(1));
        var since = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        await live.PublishAsync("new");
        await live.AcknowledgeAsync([.. (await live.PullAsync()).Select(m => m.AckId)]);

        await live.Subscriber.SeekAsync(new() { Subscription = Subscription(), Time = since });
        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["new"]);

        await live.Subscriber.SeekAsync(new() { Subscription = Subscription(), Time = Timestamp.FromDateTimeOffset(time.GetUtcNow().AddHours(-1)) });
        time.Advance(TimeSpan.FromSeconds(10));
        (await live.PullAsync()).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_acknowledgement_that_arrives_after_a_seek_does_not_undo_it(bool isOrdered)
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.EnableMessageOrdering = isOrdered);
        await live.PublishAsync(new PubsubMessage { Data = ByteString.CopyFromUtf8("x"), OrderingKey = isOrdered ? "k" : "" });
        var before = (await live.PullAsync()).ShouldHaveSingleItem();

        await live.Subscriber.SeekAsync(new() { Subscription = Subscription(), Time = new Timestamp() });
        await live.AcknowledgeAsync(before.AckId);

        (await live.PullAsync()).ShouldHaveSingleItem().Message.MessageId.ShouldBe(before.Message.MessageId);
    }

    [Fact]
    public async Task A_topics_retention_lets_a_new_subscription_seek_into_the_past()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.Publisher.CreateTopicAsync(new Topic { Name = Topic(), MessageRetentionDuration = Seconds(600) });
        await live.PublishAsync("gone");
        time.Advance(TimeSpan.FromSeconds(300));
        await live.PublishAsync("kept");
        time.Advance(TimeSpan.FromSeconds(300));
        await live.CreateSubscriptionAsync();

        await live.Subscriber.SeekAsync(new() { Subscription = Subscription(), Time = new Timestamp() });

        (await live.PullAsync()).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task A_snapshot_brings_back_what_was_open_when_it_was_made_and_what_came_since()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();
        await live.PublishAsync("acknowledged before", "open");
        await live.AcknowledgeAsync((await live.PullAsync(max: 1))[0].AckId);
        var snapshot = await live.Subscriber.CreateSnapshotAsync(new() { Name = $"{Project}/snapshots/snap", Subscription = Subscription() });
        await live.PublishAsync("since");
        await live.AcknowledgeAsync([.. (await live.PullAsync()).Select(m => m.AckId)]);
        await live.CreateSubscriptionAsync("second");

        await live.Subscriber.SeekAsync(new() { Subscription = Subscription("second"), Snapshot = snapshot.Name });

        (await live.PullAsync("second")).Select(m => m.Message.Data.ToStringUtf8()).ShouldBe(["open", "since"]);
        (await live.Publisher.ListTopicSnapshotsAsync(new() { Topic = Topic() })).Snapshots.ShouldBe([snapshot.Name]);
        await live.Subscriber.DeleteSnapshotAsync(new() { Snapshot = snapshot.Name });
        await FailsAsync(StatusCode.NotFound, async () => await live.Subscriber.SeekAsync(new() { Subscription = Subscription(), Snapshot = snapshot.Name }));
    }

    [Fact]
    public async Task A_message_older_than_the_retention_is_gone()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.MessageRetentionDuration = Seconds(600));
        await live.PublishAsync("x");

        time.Advance(TimeSpan.FromSeconds(600) - TimeSpan.FromTicks(1));
        var received = (await live.PullAsync()).ShouldHaveSingleItem();
        time.Advance(TimeSpan.FromTicks(1));
        await live.ModifyAsync(0, received.AckId);

        (await live.PullAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unused_subscription_expires()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync("short", set: s =>
        {
            s.ExpirationPolicy = new() { Ttl = Seconds(86400) };
            s.MessageRetentionDuration = Seconds(600);
        });
        await live.CreateSubscriptionAsync("never", set: s => s.ExpirationPolicy = new());

        time.Advance(TimeSpan.FromDays(1));
        await FailsAsync(StatusCode.NotFound, () => live.PullAsync("short"));
        time.Advance(TimeSpan.FromDays(400));

        (await live.PullAsync("never")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Limits_on_counts_hold_unless_they_are_lifted()
    {
        await using var live = await LiveEmulator.StartAsync(new() { CountLimits = false });
        await live.CreateTopicAsync();
        var broker = live.Emulator.Broker;
        var topic = broker.Topic(Topic());
        for (var i = 0; i <= Brokers.Broker.MaximumCount; i++)
        {
            broker.CreateSubscription(Subscription($"s{i:00000}"), topic, new(), null, false);
        }

        await using var strict = await LiveEmulator.StartAsync();
        await strict.CreateTopicAsync();
        for (var i = 0; i < Brokers.Broker.MaximumCount; i++)
        {
            strict.Emulator.Broker.CreateSubscription(Subscription($"s{i:00000}"), strict.Emulator.Broker.Topic(Topic()), new(), null, false);
        }

        await FailsAsync(StatusCode.ResourceExhausted, () => strict.CreateSubscriptionAsync("one-more"));
    }

    [Fact]
    public async Task Policies_are_stored_and_every_permission_is_granted()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        var iam = new IAMPolicy.IAMPolicyClient(live.Channel);

        await iam.SetIamPolicyAsync(new() { Resource = Topic(), Policy = new() { Bindings = { new Binding { Role = "roles/pubsub.publisher", Members = { "user:a@b.c" } } } } });

        (await iam.GetIamPolicyAsync(new() { Resource = Topic() })).Bindings.ShouldHaveSingleItem().Role.ShouldBe("roles/pubsub.publisher");
        (await iam.TestIamPermissionsAsync(new() { Resource = Topic(), Permissions = { "pubsub.topics.publish" } })).Permissions.Count.ShouldBe(1);
        await FailsAsync(StatusCode.NotFound, async () => await iam.GetIamPolicyAsync(new() { Resource = Topic("missing") }));
    }

    [Fact]
    public async Task What_is_not_done_is_unimplemented_in_a_sentence()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();

        var error = await FailsAsync(StatusCode.Unimplemented, () => live.CreateSubscriptionAsync(
            set: s => s.BigqueryConfig = new BigQueryConfig { Table = "project.dataset.table" }));

        error.Status.Detail.ShouldContain("bigquery_config");
    }

    [Fact]
    public async Task A_dead_letter_topic_must_exist_when_the_policy_is_set_and_may_go_later()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await FailsAsync(StatusCode.NotFound, () => live.CreateSubscriptionAsync(set: s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead") }));
        await live.CreateTopicAsync("dead");
        await live.CreateSubscriptionAsync(set: s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("dead") });
        await FailsAsync(StatusCode.NotFound, () => ChangeAsync(live, "dead_letter_policy", s => s.DeadLetterPolicy = new() { DeadLetterTopic = Topic("none") }));

        await live.Publisher.DeleteTopicAsync(new() { Topic = Topic("dead") });

        (await ChangeAsync(live, "ack_deadline_seconds", s => s.AckDeadlineSeconds = 44)).DeadLetterPolicy.DeadLetterTopic.ShouldBe(Topic("dead"));
    }

    [Fact]
    public async Task Changes_at_the_same_time_do_not_undo_each_other()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        for (var i = 0; i < 50; i++)
        {
            var seconds = 20 + i;
            await Task.WhenAll(
                ChangeAsync(live, "ack_deadline_seconds", s => s.AckDeadlineSeconds = seconds),
                ChangeAsync(live, "labels", s => s.Labels.Add("round", $"{seconds}")),
                ChangeAsync(live, "retain_acked_messages", s => s.RetainAckedMessages = seconds % 2 == 0));

            var now = await live.Subscriber.GetSubscriptionAsync(new() { Subscription = Subscription() });
            (now.AckDeadlineSeconds, now.Labels["round"], now.RetainAckedMessages).ShouldBe((seconds, $"{seconds}", seconds % 2 == 0));
        }
    }

    [Fact]
    public async Task A_nested_field_can_be_changed_alone_and_taken_away()
    {
        await using var live = await LiveEmulator.StartAsync();
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.RetryPolicy = new() { MinimumBackoff = Seconds(3), MaximumBackoff = Seconds(30) });

        (await ChangeAsync(live, "retry_policy.minimum_backoff", s => s.RetryPolicy = new() { MinimumBackoff = Seconds(4) }))
            .RetryPolicy.ShouldBe(new() { MinimumBackoff = Seconds(4), MaximumBackoff = Seconds(30) });
        (await ChangeAsync(live, "expiration_policy.ttl", _ => { })).ExpirationPolicy.Ttl.ShouldBeNull();
        (await ChangeAsync(live, "retry_policy", _ => { })).RetryPolicy.ShouldBeNull();
    }

    [Fact]
    public async Task A_snapshot_without_a_name_gets_one_and_its_expiry_and_labels_can_be_changed()
    {
        var time = new FakeTimeProvider();
        await using var live = await LiveEmulator.StartAsync(new() { TimeProvider = time });
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync();

        var snapshot = await live.Subscriber.CreateSnapshotAsync(new() { Subscription = Subscription(), Labels = { { "a", "b" } } });
        snapshot.Name.ShouldStartWith($"{Project}/snapshots/");
        snapshot.ExpireTime.ToDateTimeOffset().ShouldBe(time.GetUtcNow().AddDays(7));

        var sooner = Timestamp.FromDateTimeOffset(time.GetUtcNow().AddHours(2));
        var changed = await live.Subscriber.UpdateSnapshotAsync(new()
        {
            Snapshot = new() { Name = snapshot.Name, ExpireTime = sooner }, UpdateMask = new() { Paths = { "expire_time" } },
        });
        changed.Labels["a"].ShouldBe("b");
        changed.ExpireTime.ShouldBe(sooner);
        foreach (var wrong in new[] { new Timestamp { Seconds = long.MaxValue }, new Timestamp { Nanos = -1 }, new Timestamp(), Timestamp.FromDateTimeOffset(time.GetUtcNow().AddDays(8)) })
        {
            await FailsAsync(StatusCode.InvalidArgument, async () => await live.Subscriber.UpdateSnapshotAsync(new()
            {
                Snapshot = new() { Name = snapshot.Name, ExpireTime = wrong }, UpdateMask = new() { Paths = { "expire_time" } },
            }));
        }

        time.Advance(TimeSpan.FromHours(2));
        await FailsAsync(StatusCode.NotFound, async () => await live.Subscriber.GetSnapshotAsync(new() { Snapshot = snapshot.Name }));
    }

    [Fact]
    public async Task Counts_without_limits_are_compared_with_a_real_projects_limits_on_stderr()
    {
        var told = new List<string>();
        await using var live = await LiveEmulator.StartAsync(new() { CountLimits = false, OnLimitPassed = told.Add });
        for (var i = 0; i <= 10_001; i++)
        {
            live.Emulator.Broker.CreateTopic(new Topic { Name = Topic($"topic-{i}") });
        }

        told.ShouldHaveSingleItem().ShouldBe($"A real project would refuse \"{Topic("topic-10000")}\" with RESOURCE_EXHAUSTED: its project has 10000 topics, and no more than 10000 are allowed.");
    }

    [Fact]
    public async Task A_policy_stays_while_its_schema_gets_revisions_and_goes_with_it()
    {
        await using var live = await LiveEmulator.StartAsync();
        var schemas = new SchemaService.SchemaServiceClient(live.Channel);
        var policies = new IAMPolicy.IAMPolicyClient(live.Channel);
        var definition = new Schema { Type = Schema.Types.Type.Avro, Definition = """{"type":"record","name":"A","fields":[]}""" };
        var schema = await schemas.CreateSchemaAsync(new() { Parent = Project, SchemaId = "schema", Schema = definition });
        await policies.SetIamPolicyAsync(new() { Resource = schema.Name, Policy = new() { Bindings = { new Binding { Role = "roles/viewer" } } } });

        await schemas.CommitSchemaAsync(new() { Name = schema.Name, Schema = definition });
        (await policies.GetIamPolicyAsync(new() { Resource = schema.Name })).Bindings.ShouldHaveSingleItem();
        await schemas.DeleteSchemaAsync(new() { Name = schema.Name });
        await schemas.CreateSchemaAsync(new() { Parent = Project, SchemaId = "schema", Schema = definition });
        (await policies.GetIamPolicyAsync(new() { Resource = schema.Name })).Bindings.ShouldBeEmpty();
    }

    private static async Task<Subscription> ChangeAsync(LiveEmulator live, string path, Action<Subscription> set)
    {
        var changed = new Subscription { Name = Subscription() };
        set(changed);
        return await live.Subscriber.UpdateSubscriptionAsync(new() { Subscription = changed, UpdateMask = new FieldMask { Paths = { path } } });
    }
}
